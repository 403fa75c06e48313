// Every version of a flag: who changed what, and going back.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/page";
import { Failure, SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import { toast } from "@/ui/toast";
import { type Flag, type FlagVersion, flagQuery, revertFlag, versionsQuery } from "./api";
import { differenceLines, type Line } from "./difference";

export function History({ flag }: { flag: Flag }) {
  const project = useProject();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(versionsQuery(project.id, flag));
  const goBack = async (version: number, said: string) => {
    const before = flag.version;
    try {
      const back = await revertFlag(project.id, flag.id, version);
      client.setQueryData(flagQuery(project.id, flag.id).queryKey, back);
      client.invalidateQueries({ queryKey: ["project", project.id, "flags"] });
      toast(said, { action: { label: "Undo", run: () => void goBack(before, `Version ${before} is back`) } });
    } catch (problem) {
      toast(`The flag was not changed. ${errorText(problem)}`, { kind: "failed" });
    }
  };
  return (
    <Card>
      <h2 className="px-4 pt-3 pb-2 text-sm font-semibold">History</h2>
      {error && !data ? (
        <Failure error={error} what="The history could not be loaded" retry={() => refetch()} />
      ) : !data ? (
        <SkeletonRows rows={3} columns={2} />
      ) : (
        <ol>
          {data.results.map((version) => (
            <Entry
              key={version.version}
              version={version}
              current={version.version === flag.version}
              onBack={() => goBack(version.version, `Back to version ${version.version}`)}
            />
          ))}
        </ol>
      )}
    </Card>
  );
}

function Entry({ version, current, onBack }: { version: FlagVersion; current: boolean; onBack: () => void }) {
  return (
    <li className="border-t border-line px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-x-2 text-sm">
        <span className="font-medium">Version {version.version}</span>
        <span className="text-ink-2">
          {version.changed_by ? <bdi>{version.changed_by.first_name || version.changed_by.email}</bdi> : "by itself"}
        </span>
        <Time at={version.changed_at} className="text-ink-3" />
        <span className="ml-auto">
          {current ? (
            <Badge>Current</Badge>
          ) : (
            <Button
              small
              weight="quiet"
              icon={Undo2}
              onClick={onBack}
              aria-label={`Go back to version ${version.version}`}
            >
              Go back
            </Button>
          )}
        </span>
      </div>
      {version.changes.length === 0 ? (
        <p className="text-xs text-ink-3">Made</p>
      ) : (
        version.changes.flatMap(differenceLines).map((line) => <Difference key={line.what} line={line} />)
      )}
    </li>
  );
}

export function Difference({ line }: { line: Line }) {
  return (
    <div className="mt-1 grid grid-cols-1 gap-x-3 text-xs sm:grid-cols-[9rem_minmax(0,1fr)]">
      <span className="text-ink-2">{line.what}</span>
      <div className="min-w-0 break-words">
        {line.before !== undefined && (
          <del className="mr-2 inline-block rounded-sm bg-bad-soft px-1 text-ink-2">
            <span className="sr-only">before: </span>
            <bdi>{line.before}</bdi>
          </del>
        )}
        {line.after !== undefined && (
          <ins className="inline-block rounded-sm bg-good-soft px-1 no-underline">
            <span className="sr-only">after: </span>
            <bdi>{line.after}</bdi>
          </ins>
        )}
      </div>
    </div>
  );
}
