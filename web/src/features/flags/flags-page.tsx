// All feature flags: switch them, see who has them, make one.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Flag as FlagIcon, Plus } from "lucide-react";
import { Switch } from "radix-ui";
import { useMemo, useState } from "react";
import { focusPageSearch } from "@/app/page-search";
import { useShortcuts } from "@/app/shortcuts";
import { useProject } from "@/features/accounts/api";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { type Column, DataTable } from "@/ui/data-table";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, TextInput } from "@/ui/field";
import { useForm } from "@/ui/form";
import { FormError } from "@/ui/form-error";
import { plural } from "@/ui/numbers";
import { Card, PageBody, PageHead } from "@/ui/page";
import { SettledSearch } from "@/ui/settled-search";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import { createFlag, type Flag, flagsQuery } from "./api";
import { useChangeFlag } from "./use-flag";
import { audience, everybody, keyFrom, variantsOf } from "./words";

export function ActiveSwitch({ flag }: { flag: Flag }) {
  const change = useChangeFlag();
  return (
    <Switch.Root
      checked={flag.active}
      aria-label={`${flag.key} is ${flag.active ? "on" : "off"}`}
      onClick={(click) => click.stopPropagation()}
      onKeyDown={(press) => press.stopPropagation()}
      onCheckedChange={(active) =>
        change(flag, { active }, `“${flag.key}” is ${active ? "on" : "off"}`, { active: !active })
      }
      className="relative h-5 w-9 shrink-0 rounded-full bg-control align-middle transition-colors duration-[140ms] data-[state=checked]:bg-accent"
    >
      <Switch.Thumb className="block size-4 translate-x-0.5 rounded-full bg-white shadow-sm transition-transform duration-[140ms] data-[state=checked]:translate-x-[18px]" />
    </Switch.Root>
  );
}

export function FlagsPage() {
  const project = useProject();
  const projectId = String(project.id);
  const { search } = useSearch({ from: "/inside/project/$projectId/flags/" });
  const navigate = useNavigate({ from: "/project/$projectId/flags" });
  const [making, setMaking] = useState(false);
  const list = useQuery(flagsQuery(project.id, search));
  const flags = list.data?.results;
  useShortcuts({ "/": focusPageSearch, n: () => setMaking(true) });

  const columns = useMemo<Column<Flag>[]>(
    () => [
      {
        id: "on",
        accessorFn: (flag) => flag.active,
        header: "On",
        cell: ({ row }) => <ActiveSwitch flag={row.original} />,
        meta: { className: "w-18" },
      },
      {
        id: "key",
        accessorFn: (flag) => flag.key,
        header: "Flag",
        cell: ({ row }) => (
          <span className="flex min-w-0 items-center gap-2">
            <Link
              to="/project/$projectId/flags/$flagId"
              params={{ projectId, flagId: String(row.original.id) }}
              onClick={(click) => click.stopPropagation()}
              tabIndex={-1}
              className="min-w-28 truncate font-mono text-xs font-medium hover:text-accent-ink"
            >
              <bdi>{row.original.key}</bdi>
            </Link>
            {row.original.status === "STALE" && <Badge tone="warn">Stale</Badge>}
            {row.original.tags.map((tag) => (
              <Badge key={tag}>
                <bdi className="max-w-32 truncate" title={tag}>
                  {tag}
                </bdi>
              </Badge>
            ))}
          </span>
        ),
      },
      {
        id: "about",
        accessorFn: (flag) => flag.name,
        header: "What it is for",
        cell: ({ row }) => <bdi className="text-ink-2">{row.original.name}</bdi>,
        meta: { className: "max-lg:hidden" },
      },
      {
        id: "who",
        accessorFn: (flag) => audience(flag.filters),
        header: "Who has it",
        cell: ({ row }) => (
          <span className="text-ink-2">
            {!row.original.active && "Nobody: it is off. "}
            {row.original.active && audience(row.original.filters)}
            {row.original.active &&
              variantsOf(row.original.filters).length > 0 &&
              `, ${plural(variantsOf(row.original.filters).length, "variant")}`}
          </span>
        ),
        meta: { className: "w-56 max-md:hidden" },
      },
      {
        id: "owner",
        accessorFn: (flag) => flag.created_by?.first_name || flag.created_by?.email || "",
        header: "Owner",
        cell: ({ getValue }) => <bdi className="text-ink-2">{String(getValue())}</bdi>,
        meta: { className: "w-32 max-lg:hidden" },
      },
      {
        id: "called",
        accessorFn: (flag) => flag.last_called_at ?? "",
        header: "Last asked",
        cell: ({ row }) => <Time at={row.original.last_called_at} className="tabular text-ink-3" />,
        meta: { className: "w-36 max-sm:hidden" },
      },
    ],
    [projectId],
  );

  return (
    <>
      <PageHead
        title="Feature flags"
        about="Ship to some people first, to everybody when it is good, to nobody when it is not."
        actions={
          <Button weight="primary" icon={Plus} onClick={() => setMaking(true)} title="New flag (n)">
            New flag
          </Button>
        }
      />
      <PageBody>
        <div className="flex items-center gap-2 pb-3">
          <SettledSearch
            label="Search flags"
            value={search ?? ""}
            onChange={(text) => navigate({ search: { search: text || undefined }, replace: true })}
            className="w-72 max-w-full"
            data-page-search
          />
          {list.data && (
            <span className="tabular ml-auto text-sm text-ink-3">
              {list.data.results.length < list.data.count
                ? `The newest ${list.data.results.length} of ${plural(list.data.count, "flag")}; search finds the others`
                : plural(list.data.count, "flag")}
            </span>
          )}
        </div>
        <Card className="overflow-clip">
          {list.error && !flags ? (
            <Failure error={list.error} what="The flags could not be loaded" retry={() => list.refetch()} />
          ) : !flags ? (
            <SkeletonRows rows={6} columns={4} />
          ) : flags.length > 0 ? (
            <DataTable
              label="Feature flags"
              rows={flags}
              columns={columns}
              rowId={(flag) => String(flag.id)}
              dimmed={list.isPlaceholderData}
              onOpen={(flag) =>
                navigate({ to: "/project/$projectId/flags/$flagId", params: { projectId, flagId: String(flag.id) } })
              }
            />
          ) : search ? (
            <Empty
              title={`No flag is called “${search}”`}
              action={<Button onClick={() => navigate({ search: {}, replace: true })}>Clear search</Button>}
            />
          ) : (
            <Empty
              title="No flags yet"
              action={
                <Button weight="primary" icon={FlagIcon} onClick={() => setMaking(true)}>
                  New flag
                </Button>
              }
            >
              A flag switches a part of your product on for the people you choose, without a release.
            </Empty>
          )}
        </Card>
      </PageBody>
      <NewFlagDialog open={making} onOpenChange={setMaking} />
    </>
  );
}

function NewFlagDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const project = useProject();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [words, setWords] = useState("");
  const [key, setKey] = useState<string | null>(null);
  const form = useForm(["key", "name"], async ({ name, key: typed }) => {
    const flag = await createFlag(project.id, {
      key: typed || keyFrom(name ?? ""),
      name: name ?? "",
      active: false,
      filters: { groups: [everybody] },
    });
    client.invalidateQueries({ queryKey: ["project", project.id, "flags"] });
    await navigate({
      to: "/project/$projectId/flags/$flagId",
      params: { projectId: String(project.id), flagId: String(flag.id) },
    });
  });
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="New flag"
      description="It begins switched off. Who has it is chosen on its page."
    >
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <Field label="What it is for" error={form.errorOf("name")}>
          {(ids) => (
            <TextInput
              {...ids}
              name="name"
              value={words}
              onChange={(event) => setWords(event.target.value)}
              placeholder="New editor"
              maxLength={400}
            />
          )}
        </Field>
        <Field label="Key" help="What your code asks for." error={form.errorOf("key")}>
          {(ids) => (
            <TextInput
              {...ids}
              name="key"
              value={key ?? keyFrom(words)}
              onChange={(event) => setKey(event.target.value)}
              placeholder="new-editor"
              maxLength={400}
              className="font-mono"
            />
          )}
        </Field>
        <FormError text={form.error} />
        <DialogActions>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" weight="primary" busy={form.busy}>
            Make flag
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
