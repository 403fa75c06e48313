// Where one is signed in.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Monitor, Smartphone } from "lucide-react";
import { errorText } from "@/app/client";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Rows, Section } from "@/ui/settings";
import { Failure, SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import { toast } from "@/ui/toast";
import { endOtherSessions, endSession, type Session, sessionsQuery } from "./api";
import { deviceText } from "./device";

export function SessionsSection() {
  const sessions = useQuery(sessionsQuery);
  const client = useQueryClient();
  const end = async (session: Session) => {
    try {
      await endSession(session.id);
      toast("That session was signed out");
    } catch (error) {
      toast(errorText(error), { kind: "failed" });
    }
    await client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
  };
  const endOthers = async () => {
    try {
      await endOtherSessions();
      toast("Signed out everywhere else");
    } catch (error) {
      toast(errorText(error), { kind: "failed" });
    }
    await client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
  };
  return (
    <Section
      title="Sessions"
      about="Where you are signed in. Sign out what you do not know, and change your password."
      action={(sessions.data?.length ?? 0) > 1 && <Button onClick={endOthers}>Sign out everywhere else</Button>}
    >
      <Rows>
        {sessions.error && (
          <Failure error={sessions.error} what="The sessions could not be loaded" retry={() => sessions.refetch()} />
        )}
        {sessions.isPending && <SkeletonRows rows={2} columns={3} />}
        {sessions.data?.map((session) => {
          const Icon = /Mobi|Android|iPhone/.test(session.user_agent ?? "") ? Smartphone : Monitor;
          return (
            <div key={session.id} className="flex items-center gap-3 px-4 py-2.5 text-sm">
              <Icon size={18} className="shrink-0 text-ink-3" aria-hidden />
              <div className="min-w-0 flex-1">
                <p className="truncate font-medium" title={session.user_agent ?? undefined}>
                  {deviceText(session.user_agent)}
                </p>
                <p className="truncate text-xs text-ink-3">
                  {session.ip && `${session.ip} · `}seen <Time at={session.last_seen_at ?? session.created_at} />
                </p>
              </div>
              {session.is_current ? (
                <Badge tone="good">This one</Badge>
              ) : (
                <Button small onClick={() => end(session)}>
                  Sign out
                </Button>
              )}
            </div>
          );
        })}
      </Rows>
    </Section>
  );
}
