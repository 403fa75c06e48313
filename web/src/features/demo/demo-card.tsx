// The way into a project with an invented product's history, for whoever has no events of their own yet.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Sprout } from "lucide-react";
import { useState } from "react";
import { errorText } from "@/app/client";
import { createProject, projectsQuery } from "@/features/accounts/api";
import { Button } from "@/ui/button";
import { toast } from "@/ui/toast";
import { fillWithDemo } from "./api";

export function DemoCard() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    try {
      const project = await createProject("Hedgerow (demo)");
      await fillWithDemo(project.id);
      await client.invalidateQueries({ queryKey: projectsQuery.queryKey });
      await navigate({ to: "/project/$projectId/start", params: { projectId: String(project.id) } });
    } catch (error) {
      toast(`The demo project was not made. ${errorText(error)}`, { kind: "failed" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-lg border border-line bg-surface p-4">
      <Sprout size={20} className="shrink-0 text-accent-ink" aria-hidden />
      <div className="min-w-0 flex-1 basis-64 text-sm">
        <h2 className="font-semibold">Look around first</h2>
        <p className="text-ink-2">
          A project of its own with ninety days of an invented product: people, releases, a bad week. Delete it whenever
          you like.
        </p>
      </div>
      <Button onClick={make} busy={busy}>
        Make a demo project
      </Button>
    </section>
  );
}
