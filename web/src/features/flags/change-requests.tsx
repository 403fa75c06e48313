// Changes that wait for a second person.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { errorText } from "@/app/client";
import { meQuery, useProject } from "@/features/accounts/api";
import { Button } from "@/ui/button";
import { Card } from "@/ui/page";
import { Time } from "@/ui/time";
import { toast } from "@/ui/toast";
import { changeRequestsQuery, decideRequest, type Flag, flagQuery } from "./api";
import { differenceLines } from "./difference";
import { Difference } from "./history";

export function ChangeRequests({ flag }: { flag: Flag }) {
  const project = useProject();
  const client = useQueryClient();
  const query = changeRequestsQuery(project.id, flag.id);
  const { data } = useQuery(query);
  const me = useQuery(meQuery).data;
  const waiting = data?.results.filter((each) => each.status === "waiting") ?? [];
  if (waiting.length === 0) return null;
  const decide = async (id: number, verb: "approve" | "reject" | "withdraw") => {
    try {
      await decideRequest(project.id, flag.id, id, verb);
    } catch (error) {
      toast(`Nothing was decided. ${errorText(error)}`, { kind: "failed" });
    }
    client.invalidateQueries({ queryKey: query.queryKey });
    client.invalidateQueries({ queryKey: flagQuery(project.id, flag.id).queryKey });
  };
  return (
    <Card>
      <h2 className="px-4 pt-3 pb-2 text-sm font-semibold">Waiting for a second person</h2>
      <ul>
        {waiting.map((each) => (
          <li key={each.id} className="flex flex-col gap-2 border-t border-line px-4 py-2.5 text-sm">
            <p className="flex flex-wrap gap-x-2">
              <bdi>{each.created_by?.first_name || each.created_by?.email}</bdi>
              <Time at={each.created_at} className="text-ink-3" />
              {each.note && <bdi className="w-full text-ink-2">{each.note}</bdi>}
            </p>
            {Object.entries(each.changes)
              .flatMap(([field, after]) => differenceLines({ field, before: flag[field as keyof Flag], after }))
              .map((line) => (
                <Difference key={line.what} line={line} />
              ))}
            {me && each.created_by?.id === me.id ? (
              <span className="flex flex-wrap items-center gap-2">
                <span className="text-xs text-ink-3">You asked for it; somebody else decides.</span>
                <Button small onClick={() => decide(each.id, "withdraw")}>
                  Withdraw
                </Button>
              </span>
            ) : (
              <span className="flex flex-wrap gap-1">
                <Button small weight="primary" onClick={() => decide(each.id, "approve")}>
                  Approve
                </Button>
                <Button small onClick={() => decide(each.id, "reject")}>
                  Reject
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
