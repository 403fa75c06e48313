// All alerts of the project: what fires now first.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChartLine } from "lucide-react";
import { useProject } from "@/features/accounts/api";
import { buttonClass } from "@/ui/button";
import { plural } from "@/ui/numbers";
import { Card, PageBody, PageHead } from "@/ui/page";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { AlertCard } from "./alert-card";
import { type Alert, type AlertState, alertsQuery } from "./api";

const order: readonly AlertState[] = ["Firing", "Errored", "Not firing", "Snoozed"];
const rank = (alert: Alert) => (alert.enabled ? order.indexOf(alert.state) : order.length);

export function AlertsPage() {
  const project = useProject();
  const projectId = String(project.id);
  const list = useQuery(alertsQuery(project.id));
  const alerts = list.data?.results.toSorted((a, b) => rank(a) - rank(b));
  const firing = alerts?.filter((alert) => alert.enabled && alert.state === "Firing").length ?? 0;
  return (
    <>
      <PageHead
        title="Alerts"
        about={
          alerts && alerts.length > 0
            ? firing > 0
              ? `${firing} of ${plural(alerts.length, "alert")} firing now.`
              : "All within their bounds."
            : "Somebody is told when a trend leaves the bounds you give it."
        }
      />
      <PageBody className="max-w-[960px]">
        <Card className="divide-y divide-line overflow-clip">
          {list.error && !alerts ? (
            <Failure error={list.error} what="The alerts could not be loaded" retry={() => list.refetch()} />
          ) : !alerts ? (
            <SkeletonRows rows={5} columns={2} />
          ) : alerts.length === 0 ? (
            <Empty
              title="No alerts yet"
              action={
                <Link to="/project/$projectId/insights" params={{ projectId }} className={buttonClass("primary")}>
                  <ChartLine size={16} aria-hidden />
                  Open an insight
                </Link>
              }
            >
              Open a saved trend and choose “Alerts” in its menu.
            </Empty>
          ) : (
            alerts.map((alert) => (
              <AlertCard
                key={alert.id}
                alert={alert}
                subject={
                  alert.insight.short_id ? (
                    <>
                      Fires when{" "}
                      <Link
                        to="/project/$projectId/insights/$shortId"
                        params={{ projectId, shortId: alert.insight.short_id }}
                        search={{ alerts: true }}
                        className="text-accent-ink hover:underline"
                      >
                        <bdi>{alert.insight.name || "the insight"}</bdi>
                      </Link>
                    </>
                  ) : (
                    "Its insight has been deleted. It fired when it"
                  )
                }
              />
            ))
          )}
        </Card>
      </PageBody>
    </>
  );
}
