// Who changed what, newest first.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useProject } from "@/features/accounts/api";
import { Button } from "@/ui/button";
import { NativeSelect } from "@/ui/field";
import { plural } from "@/ui/numbers";
import { Rows, Section } from "@/ui/settings";
import { Failure, SkeletonRows } from "@/ui/states";
import { ActivityEntry } from "./activity-entry";
import { activityScopes, scopeText } from "./activity-text";
import { activityQuery } from "./api";

export function ActivitySection() {
  const project = useProject();
  const [scope, setScope] = useState("");
  const log = useInfiniteQuery(activityQuery(project.id, scope));
  const entries = log.data?.pages.flatMap((page) => page.results);
  return (
    <Section
      title="Activity log"
      about="Changes to this project: who, what and when."
      action={
        <NativeSelect aria-label="About" value={scope} onChange={(event) => setScope(event.target.value)}>
          <option value="">Everything</option>
          {activityScopes.map((each) => (
            <option key={each} value={each}>
              {scopeText(each)}
            </option>
          ))}
        </NativeSelect>
      }
    >
      <Rows>
        {log.error && !entries && (
          <Failure error={log.error} what="The activity log could not be loaded" retry={() => log.refetch()} />
        )}
        {log.isPending && <SkeletonRows rows={5} columns={3} />}
        {entries?.length === 0 && (
          <p className="px-4 py-6 text-center text-sm text-ink-2">Nothing of this has been changed yet.</p>
        )}
        {entries?.map((entry) => (
          <ActivityEntry key={entry.id} entry={entry} />
        ))}
      </Rows>
      {entries && entries.length > 0 && (
        <div className="flex items-center justify-between pt-3 text-sm text-ink-3">
          <span className="tabular">
            {entries.length} of {plural(log.data?.pages[0]?.count ?? entries.length, "change")}
          </span>
          {log.hasNextPage && (
            <Button onClick={() => log.fetchNextPage()} busy={log.isFetchingNextPage}>
              Load older
            </Button>
          )}
        </div>
      )}
    </Section>
  );
}
