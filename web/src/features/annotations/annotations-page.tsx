// What happened when: releases, campaigns, outages. Each is marked on every chart over time.
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { ChartLine, Plus, Trash2 } from "lucide-react";
import { type FormEvent, type ReactNode, useMemo, useState } from "react";
import { focusPageSearch } from "@/app/page-search";
import { useShortcuts } from "@/app/shortcuts";
import { useProject } from "@/features/accounts/api";
import type { InsightQuery } from "@/query/types";
import { Avatar } from "@/ui/avatar";
import { Button, buttonClass, IconButton } from "@/ui/button";
import { type Column, DataTable } from "@/ui/data-table";
import { dateText, dayKey, dayStart, exactTime } from "@/ui/dates";
import { Dialog, DialogActions } from "@/ui/dialog";
import { controlClass, Field } from "@/ui/field";
import { plural } from "@/ui/numbers";
import { Card, PageBody, PageHead } from "@/ui/page";
import { SettledSearch } from "@/ui/settled-search";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { useNow, useZone } from "@/ui/time";
import type { Annotation } from "./api";
import { useAnnotations } from "./use-annotations";
import { around } from "./words";

// The type is said: working it out would go through the types of the routes, which wait for this one.
export function AnnotationsPage(): ReactNode {
  const project = useProject();
  const { search = "", edit } = useSearch({ from: "/inside/project/$projectId/annotations" });
  const navigate = useNavigate({ from: "/project/$projectId/annotations" });
  const zone = useZone();
  const now = useNow();
  const { list, write, change, remove } = useAnnotations();
  const open = (id: number | "new" | undefined) =>
    navigate({ search: { search: search || undefined, edit: id }, replace: true });
  useShortcuts({ "/": focusPageSearch, n: () => open("new") });

  const all = list.data;
  const wanted = search.toLowerCase();
  const shown = useMemo(
    () => all?.filter(({ content }) => content.toLowerCase().includes(wanted)) ?? [],
    [all, wanted],
  );
  const columns = useMemo<Column<Annotation>[]>(
    () => [
      {
        id: "at",
        accessorFn: (annotation) => annotation.date_marker,
        header: "When",
        cell: ({ row }) => {
          const at = new Date(row.original.date_marker);
          return (
            <time dateTime={row.original.date_marker} title={exactTime(at, zone)} className="tabular text-ink-2">
              {dateText(at, now, zone)}
            </time>
          );
        },
        meta: { className: "w-28" },
      },
      {
        id: "content",
        accessorFn: (annotation) => annotation.content.toLowerCase(),
        header: "What happened",
        cell: ({ row }) => (
          <bdi className="font-medium" title={row.original.content}>
            {row.original.content}
          </bdi>
        ),
      },
      {
        id: "by",
        accessorFn: (annotation) => annotation.created_by?.first_name ?? "",
        header: "By",
        cell: ({ row }) => {
          const name = row.original.created_by?.first_name || row.original.created_by?.email;
          return name ? (
            <span className="flex min-w-0 items-center gap-1.5 text-ink-2">
              <Avatar name={name} size={18} /> <span className="truncate">{name}</span>
            </span>
          ) : null;
        },
        meta: { className: "w-36 max-md:hidden" },
      },
      {
        id: "do",
        header: () => <span className="sr-only">Look or delete</span>,
        enableSorting: false,
        cell: ({ row }) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: keeps a click on a button from opening the row
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above; the buttons take the keys
          <span className="flex justify-end" onClick={(click) => click.stopPropagation()}>
            <Link
              to="/project/$projectId/insights/new"
              params={{ projectId: String(project.id) }}
              search={{ q: around(row.original.date_marker, zone) as InsightQuery }}
              aria-label={`What changed around “${row.original.content}”`}
              title="What changed around then"
              className="inline-flex size-8 items-center justify-center rounded-md text-ink-3 hover:bg-hover hover:text-ink"
            >
              <ChartLine size={16} aria-hidden />
            </Link>
            <IconButton
              icon={Trash2}
              label={`Delete “${row.original.content}”`}
              onClick={() => void remove(row.original)}
            />
          </span>
        ),
        meta: { className: "w-24" },
      },
    ],
    [project.id, zone, now, remove],
  );

  const edited = edit === "new" ? null : all?.find(({ id }) => id === edit);
  return (
    <>
      <PageHead
        title="Annotations"
        about="What shipped and what else happened, marked on every chart over time."
        actions={
          <Button weight="primary" icon={Plus} title="New annotation (n)" onClick={() => open("new")}>
            New annotation
          </Button>
        }
      />
      <PageBody className="max-w-5xl">
        <div className="flex flex-wrap items-center gap-2 pb-3">
          <SettledSearch
            label="Search annotations"
            value={search}
            onChange={(text) => navigate({ search: { search: text || undefined }, replace: true })}
            className="w-72 max-w-full"
            data-page-search
          />
          {all && <span className="tabular ml-auto text-sm text-ink-3">{plural(shown.length, "annotation")}</span>}
        </div>
        <Card className="overflow-clip">
          {list.error && !all ? (
            <Failure error={list.error} what="The annotations could not be loaded" retry={() => list.refetch()} />
          ) : !all ? (
            <SkeletonRows rows={8} columns={3} />
          ) : shown.length > 0 ? (
            <DataTable
              label="Annotations"
              rows={shown}
              columns={columns}
              rowId={(annotation) => String(annotation.id)}
              onOpen={(annotation) => open(annotation.id)}
            />
          ) : search ? (
            <Empty
              title={`Nothing says “${search}”`}
              action={<Button onClick={() => navigate({ search: {}, replace: true })}>Clear search</Button>}
            />
          ) : (
            <Empty
              title="Nothing written down yet"
              action={
                <button type="button" className={buttonClass("primary")} onClick={() => open("new")}>
                  <Plus size={16} aria-hidden /> New annotation
                </button>
              }
            >
              A release, a campaign, an outage: write it down, and charts say when it was.
            </Empty>
          )}
        </Card>
      </PageBody>
      {(edit === "new" || edited) && (
        <AnnotationDialog
          key={String(edit)}
          annotation={edited ?? undefined}
          onClose={() => open(undefined)}
          onSave={async (content, day) => {
            const at = dayStart(day, zone);
            const kept = edited && dayKey(new Date(edited.date_marker), zone) === day;
            const done = edited
              ? await change(edited, { content, date_marker: kept ? edited.date_marker : at })
              : await write(content, at);
            if (done) open(undefined);
          }}
        />
      )}
    </>
  );
}

interface AnnotationDialogProps {
  annotation?: Annotation;
  onClose: () => void;
  onSave: (content: string, day: string) => Promise<void>;
}

function AnnotationDialog({ annotation, onClose, onSave }: AnnotationDialogProps) {
  const zone = useZone();
  const [content, setContent] = useState(annotation?.content ?? "");
  const [day, setDay] = useState(dayKey(annotation ? new Date(annotation.date_marker) : new Date(), zone));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void onSave(content.trim(), day);
  };
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={annotation ? "Change annotation" : "New annotation"}
      description="It is marked on every chart over time."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label="What happened">
          {(ids) => (
            <textarea
              {...ids}
              autoFocus
              required
              rows={3}
              maxLength={400}
              placeholder="4.2 shipped"
              value={content}
              onChange={(event) => setContent(event.target.value)}
              className={`${controlClass} h-auto w-full py-2`}
            />
          )}
        </Field>
        <Field label="On which day" help={`In ${zone}.`}>
          {(ids) => (
            <input
              {...ids}
              type="date"
              required
              value={day}
              onChange={(event) => setDay(event.target.value)}
              className={`${controlClass} w-44`}
            />
          )}
        </Field>
        <DialogActions>
          <Button weight="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" weight="primary" disabled={content.trim() === "" || day === ""}>
            Save annotation
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
