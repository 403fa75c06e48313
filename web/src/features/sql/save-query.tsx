// Keeps a statement with its values and its drawing as an insight, so that dashboards, links and others have it as well.
import { useQueryClient } from "@tanstack/react-query";
import { ChevronDown, Save } from "lucide-react";
import { type FormEvent, useState } from "react";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { changeInsight, createInsight, type Insight, insightQuery } from "@/features/insights/api";
import { sameQuery } from "@/features/insights/url";
import { asVizNode } from "@/query/client";
import type { HogQLQuery } from "@/query/types";
import { Button, IconButton } from "@/ui/button";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, TextInput } from "@/ui/field";
import { Menu, MenuItem } from "@/ui/menu";
import { toast } from "@/ui/toast";

interface SaveQueryProps {
  query: HogQLQuery;
  saved: Insight | null;
  onSaved: (insight: Insight) => void;
}

export function SaveQuery({ query, saved, onSaved }: SaveQueryProps) {
  const project = useProject();
  const client = useQueryClient();
  const [naming, setNaming] = useState(false);
  const [busy, setBusy] = useState(false);
  const empty = query.query.trim() === "";
  const changed = saved !== null && !sameQuery(asVizNode(query), saved.query);

  const keep = async (work: () => Promise<Insight>, words: string) => {
    setBusy(true);
    try {
      const insight = await work();
      client.setQueryData(insightQuery(project.id, insight.short_id).queryKey, insight);
      client.invalidateQueries({ queryKey: ["project", project.id, "insights"] });
      setNaming(false);
      onSaved(insight);
      toast(words);
    } catch (error) {
      toast(`This was not saved. ${errorText(error)}`, { kind: "failed" });
    } finally {
      setBusy(false);
    }
  };
  const saveNew = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name") ?? "").trim();
    keep(() => createInsight(project.id, query, { name: name || "SQL" }), "Query saved");
  };

  return (
    <>
      {saved ? (
        <span className="flex">
          <Button
            icon={Save}
            busy={busy}
            disabled={!changed || empty}
            className="rounded-r-none"
            onClick={() =>
              keep(() => changeInsight(project.id, saved.id, { query: asVizNode(query) }), "Changes saved")
            }
          >
            {changed ? "Save changes" : "Saved"}
          </Button>
          <Menu
            align="end"
            trigger={
              <IconButton
                icon={ChevronDown}
                label="More ways to save"
                className="rounded-l-none border border-l-0 border-line-strong bg-surface"
              />
            }
          >
            <MenuItem icon={Save} onSelect={() => setNaming(true)}>
              Save as a new query…
            </MenuItem>
          </Menu>
        </span>
      ) : (
        <Button icon={Save} disabled={empty} onClick={() => setNaming(true)}>
          Save…
        </Button>
      )}
      <Dialog
        open={naming}
        onOpenChange={setNaming}
        title="Save query"
        description="It becomes an insight: others find it, dashboards can show it."
      >
        <form onSubmit={saveNew}>
          <Field label="Name">
            {(ids) => (
              <TextInput
                {...ids}
                name="name"
                required
                maxLength={400}
                defaultValue={saved ? `${saved.name} (copy)` : ""}
              />
            )}
          </Field>
          <DialogActions>
            <Button onClick={() => setNaming(false)}>Cancel</Button>
            <Button type="submit" weight="primary" busy={busy}>
              Save query
            </Button>
          </DialogActions>
        </form>
      </Dialog>
    </>
  );
}
