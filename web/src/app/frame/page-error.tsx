// A page that does not exist, and a page that failed.
import { type ErrorComponentProps, Link, useNavigate, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { ApiError } from "@/app/client";
import { buttonClass } from "@/ui/button";
import { useTitle } from "@/ui/page";
import { Empty, Failure } from "@/ui/states";
import { onReachability } from "../reachability";

export function NotFoundPage() {
  useTitle("Page not found");
  return (
    <main className="flex min-h-full items-center justify-center">
      <Empty
        main
        title="There is no page at this address"
        action={
          <Link to="/" className={buttonClass("primary")}>
            Go to your project
          </Link>
        }
      >
        The link may be old, or a letter is missing.
      </Empty>
    </main>
  );
}

export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const navigate = useNavigate();
  const signedOut = error instanceof ApiError && error.signedOut;
  const retry = () => {
    reset();
    router.invalidate();
  };
  useEffect(() => {
    if (signedOut) navigate({ to: "/login", search: { next: window.location.pathname + window.location.search } });
  }, [signedOut, navigate]);
  useEffect(
    () =>
      onReachability((state) => {
        if (state !== "reachable") return;
        reset();
        router.invalidate();
      }),
    [router, reset],
  );
  if (signedOut) return null;
  if (error instanceof ApiError && error.status === 404) return <NotFoundPage />;
  return (
    <main className="flex min-h-full flex-col items-center justify-center">
      <Failure error={error} what="This page could not be loaded" retry={retry} />
    </main>
  );
}
