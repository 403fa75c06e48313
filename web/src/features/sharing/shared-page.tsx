// What a public link leads to: a dashboard or an insight with its numbers. No account, no way into the rest.
import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { ApiError, errorText } from "@/app/client";
import { PublicPage } from "@/features/accounts/public-page";
import { TextBody } from "@/features/dashboards/text-body";
import { headHeight, TileFrame } from "@/features/dashboards/tile";
import { TileGrid } from "@/features/dashboards/tile-grid";
import { ChartSkeleton } from "@/features/insights/answer-card";
import { askedQuery } from "@/features/insights/asked";
import { InsightResult } from "@/features/insights/results/result";
import { sourceOf } from "@/features/insights/url";
import { datesTitle, insightTitle } from "@/features/insights/words";
import { Button } from "@/ui/button";
import { Field, PasswordInput } from "@/ui/field";
import { FormError } from "@/ui/form-error";
import { Frog } from "@/ui/logo";
import { useTitle } from "@/ui/page";
import { Empty, Failure, Skeleton } from "@/ui/states";
import { Time, ZoneContext } from "@/ui/time";
import { type Shared, type SharedTile, sharedAnswerQuery, sharedQuery, unlock } from "./api";

// A frame of another site may have no storage of its own: then the password lasts until the page is closed.
function storedPass(token: string): string | null {
  try {
    return sessionStorage.getItem(`leapfrog.pass.${token}`);
  } catch {
    return null;
  }
}

function storePass(token: string, pass: string) {
  try {
    sessionStorage.setItem(`leapfrog.pass.${token}`, pass);
  } catch {
    // See above.
  }
}

export function SharedPage() {
  const { token } = useParams({ from: "/shared/$token" });
  const [pass, setPass] = useState(() => storedPass(token));
  const shared = useQuery(sharedQuery(token, pass));
  if (shared.data) {
    return (
      <ZoneContext.Provider value={shared.data.timezone}>
        <View token={token} pass={pass} shared={shared.data} />
      </ZoneContext.Provider>
    );
  }
  if (shared.error instanceof ApiError && shared.error.code === "password_required") {
    return (
      <PasswordPage
        token={token}
        onPass={(next) => {
          storePass(token, next);
          setPass(next);
        }}
      />
    );
  }
  return (
    <main className="mx-auto max-w-[1440px] p-4 md:p-6">
      {shared.error instanceof ApiError && shared.error.status === 404 ? (
        <Gone />
      ) : shared.error ? (
        <Failure error={shared.error} what="This could not be loaded" retry={() => shared.refetch()} />
      ) : (
        <div role="status" aria-label="Loading" className="grid grid-cols-1 gap-3 pt-16 md:grid-cols-2">
          <Skeleton className="h-80 rounded-lg" />
          <Skeleton className="h-80 rounded-lg" />
        </div>
      )}
    </main>
  );
}

function Gone() {
  useTitle("Nothing here");
  return (
    <Empty title="This link leads nowhere" main>
      It may have been switched off, or its time is over. Ask whoever gave it to you for another.
    </Empty>
  );
}

function PasswordPage({ token, onPass }: { token: string; onPass: (pass: string) => void }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get("password") ?? "");
    setBusy(true);
    try {
      onPass((await unlock(token, password)).pass);
    } catch (error) {
      setProblem(errorText(error));
      setBusy(false);
    }
  };
  return (
    <PublicPage title="This link has a password" intro="Whoever gave you the link can tell you.">
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Password">
          {(ids) => <PasswordInput {...ids} name="password" required autoFocus autoComplete="off" />}
        </Field>
        <FormError text={problem} />
        <Button type="submit" weight="primary" busy={busy}>
          Open
        </Button>
      </form>
    </PublicPage>
  );
}

interface ViewProps {
  token: string;
  pass: string | null;
  shared: Shared;
}

function View({ token, pass, shared }: ViewProps) {
  const { bare } = useSearch({ from: "/shared/$token" });
  const query = shared.insight ? askedQuery(sourceOf(shared.insight.query)) : undefined;
  const title =
    shared.dashboard?.name || shared.insight?.name || (query ? insightTitle(query) : "") || "Untitled dashboard";
  const about = shared.dashboard?.description || shared.insight?.description;
  useTitle(title);
  return (
    <main className={bare ? "p-3" : "mx-auto max-w-[1440px] p-4 md:p-6"}>
      {bare ? (
        <h1 className="sr-only">{title}</h1>
      ) : (
        <header className="flex items-start gap-4 pb-4">
          <div className="min-w-0 flex-1">
            <h1 className="truncate text-xl font-semibold tracking-tight">
              <bdi>{title}</bdi>
            </h1>
            {about && (
              <p className="mt-0.5 max-w-[80ch] text-sm wrap-anywhere text-ink-2">
                <bdi>{about}</bdi>
              </p>
            )}
          </div>
          <span className="flex items-center gap-2 pt-1 text-xs text-ink-3" title="Made with Leapfrog">
            <Frog size={18} quiet />
            <span className="max-sm:sr-only">Leapfrog</span>
          </span>
        </header>
      )}
      {shared.dashboard && shared.dashboard.tiles.length === 0 && <Empty title="Nothing on it yet" />}
      {shared.dashboard && (
        <TileGrid
          tiles={shared.dashboard.tiles}
          renderTile={(tile, { height }) => <Tile token={token} pass={pass} tile={tile} height={height} />}
        />
      )}
      {shared.insight && (
        <Tile
          token={token}
          pass={pass}
          tile={{ id: 0, layouts: {}, text: null, insight: shared.insight }}
          height={Math.max(360, window.innerHeight - (bare ? 24 : 140))}
        />
      )}
    </main>
  );
}

interface TileProps {
  token: string;
  pass: string | null;
  tile: SharedTile;
  height: number;
}

function Tile({ token, pass, tile, height }: TileProps) {
  const query = tile.insight ? askedQuery(sourceOf(tile.insight.query)) : undefined;
  const answer = useQuery({ ...sharedAnswerQuery(token, pass, tile.id), enabled: query !== undefined });
  if (!query) {
    return (
      <TileFrame title="Text" hideTitle>
        <div className="flex-1 overflow-auto px-4 pb-3">
          <TextBody text={tile.text?.body ?? ""} />
        </div>
      </TileFrame>
    );
  }
  const title = tile.insight?.name || insightTitle(query);
  return (
    <TileFrame
      title={
        <h2 className="truncate text-sm font-medium" title={title}>
          <bdi>{title}</bdi>
        </h2>
      }
      note={datesTitle(query)}
      actions={<Computed at={answer.data?.last_refresh} />}
    >
      <div className="min-h-0 flex-1 overflow-auto px-4 pb-3">
        {answer.data ? (
          <InsightResult query={query} answer={answer.data} height={Math.max(120, height - headHeight - 14)} compact />
        ) : answer.error ? (
          <Failure error={answer.error} what="This could not be computed" retry={() => answer.refetch()} />
        ) : (
          <ChartSkeleton height={Math.max(80, height - headHeight - 32)} />
        )}
      </div>
    </TileFrame>
  );
}

function Computed({ at }: { at?: string | null }) {
  if (!at) return null;
  return (
    <span className="shrink-0 pr-2.5 text-xs text-ink-3">
      <span className="max-sm:hidden">· </span>
      <Time at={at} />
    </span>
  );
}
