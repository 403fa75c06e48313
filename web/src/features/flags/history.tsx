// Every version of a flag: who changed what, and going back.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { Button } from "@/ui/button";
import { Card } from "@/ui/page";
import { Failure, SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import { toast } from "@/ui/toast";
import { type FieldChange, type Flag, type FlagVersion, flagQuery, revertFlag, versionsQuery } from "./api";
import { valueText } from "./words";

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
            <span className="text-xs text-ink-3">now</span>
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
        version.changes.map((change) => <Difference key={change.field} change={change} />)
      )}
    </li>
  );
}

function Difference({ change }: { change: FieldChange }) {
  return (
    <div className="mt-1 overflow-x-auto text-xs">
      <span className="text-ink-2">{change.field.replaceAll("_", " ")}</span>
      <div className="font-mono whitespace-pre-wrap break-all">
        <del className="block bg-bad-soft px-1 no-underline">
          <span className="sr-only">before: </span>− {valueText(change.before)}
        </del>
        <ins className="block bg-good-soft px-1 no-underline">
          <span className="sr-only">after: </span>+ {valueText(change.after)}
        </ins>
      </div>
    </div>
  );
}
