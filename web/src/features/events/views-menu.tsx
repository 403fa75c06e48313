// Saved views of the events list: pick one, keep what is on the screen as one, change or delete it.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Bookmark, ChevronDown, Lock, Save, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { changeView, createView, deleteView, type SavedView, savedViewsQuery } from "@/features/saved_views/api";
import { Button } from "@/ui/button";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, TextInput } from "@/ui/field";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/ui/menu";
import { SwitchRow } from "@/ui/settings";
import { toast } from "@/ui/toast";
import { type EventsSearch, readEventsSearch, sameLook } from "./search";

const listName = "events";

const lookOf = (view: SavedView): EventsSearch => ({
  ...readEventsSearch({ ...view.filters, columns: view.columns }),
  view: view.id,
});

const asView = ({ columns = [], view: _, ...filters }: EventsSearch) => ({
  columns: [...columns],
  filters: { ...filters },
});

interface ViewsMenuProps {
  search: EventsSearch;
  onShow: (search: EventsSearch) => void;
}

export function ViewsMenu({ search, onShow }: ViewsMenuProps) {
  const project = useProject();
  const client = useQueryClient();
  const [naming, setNaming] = useState(false);
  const query = savedViewsQuery(project.id, listName);
  const views = useQuery(query).data ?? [];
  const current = views.find((view) => view.id === search.view);
  const changed = current !== undefined && !sameLook(lookOf(current), search);

  const act = async <T,>(run: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await run();
    } catch (error) {
      toast(`The view was not changed. ${errorText(error)}`, { kind: "failed" });
      return undefined;
    } finally {
      await client.invalidateQueries({ queryKey: query.queryKey });
    }
  };
  const update = async (view: SavedView) => {
    const { columns, filters } = view;
    if (await act(() => changeView(project.id, view.id, asView(search)))) {
      toast(`“${view.name}” shows this now`, {
        action: { label: "Undo", run: () => void act(() => changeView(project.id, view.id, { columns, filters })) },
      });
    }
  };
  const remove = async ({ id, name, columns, filters, visibility }: SavedView) => {
    await act(() => deleteView(project.id, id));
    onShow({ ...search, view: undefined });
    const again = () => act(() => createView(project.id, listName, { name, columns, filters, visibility }));
    toast(`“${name}” deleted`, { action: { label: "Undo", run: () => void again() } });
  };

  const title = current ? `${current.name}${changed ? ", changed" : ""}` : "Views";
  return (
    <>
      <Menu
        align="end"
        className="w-72"
        trigger={
          <Button icon={Bookmark} aria-label={current ? `View: ${title}` : "Views"} className="max-w-64">
            <bdi className="truncate">{title}</bdi>
            <ChevronDown size={14} className="text-ink-3" aria-hidden />
          </Button>
        }
      >
        <MenuLabel>Saved views</MenuLabel>
        {views.length === 0 && (
          <p className="px-2 pb-2 text-sm text-ink-2">
            Keep filters and columns under a name, for you or for everybody in the project.
          </p>
        )}
        <div className="max-h-72 overflow-y-auto">
          {views.map((view) => (
            <MenuItem
              key={view.id}
              icon={view.visibility === "private" ? Lock : undefined}
              checked={view.id === current?.id}
              onSelect={() => onShow(lookOf(view))}
            >
              <bdi>{view.name}</bdi>
            </MenuItem>
          ))}
        </div>
        <MenuSeparator />
        {current && <MenuItem onSelect={() => onShow({})}>All events</MenuItem>}
        {current && changed && (
          <MenuItem icon={Save} onSelect={() => void update(current)}>
            Keep the changes in “{current.name}”
          </MenuItem>
        )}
        <MenuItem icon={Bookmark} onSelect={() => setNaming(true)}>
          Save as a view…
        </MenuItem>
        {current && (
          <MenuItem icon={Trash2} danger onSelect={() => void remove(current)}>
            Delete “{current.name}”
          </MenuItem>
        )}
      </Menu>
      <NameDialog
        open={naming}
        onOpenChange={setNaming}
        onSave={async (name, visibility) => {
          const made = await act(() => createView(project.id, listName, { name, visibility, ...asView(search) }));
          if (!made) return;
          setNaming(false);
          onShow({ ...search, view: made.id });
          toast(`“${made.name}” saved`);
        }}
      />
    </>
  );
}

interface NameDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onSave: (name: string, visibility: SavedView["visibility"]) => Promise<void>;
}

function NameDialog({ open, onOpenChange, onSave }: NameDialogProps) {
  const [name, setName] = useState("");
  const [shared, setShared] = useState(true);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    await onSave(name.trim(), shared ? "shared" : "private");
    setName("");
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Save as a view"
      description="Keeps the filters and the columns, not the events."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Name">
          {(ids) => (
            <TextInput
              {...ids}
              autoFocus
              required
              maxLength={400}
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <div className="rounded-lg border border-line">
          <SwitchRow
            title="For everybody in the project"
            about="Otherwise only you see it."
            on={shared}
            onChange={setShared}
          />
        </div>
        <DialogActions>
          <Button weight="quiet" onClick={() => onOpenChange(false)}>
            Cancel
          </Button>
          <Button type="submit" weight="primary" disabled={name.trim() === ""}>
            Save view
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
