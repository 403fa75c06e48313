// The plain page around signing in, signing up and accepting an invitation.
import type { ReactNode } from "react";
import { Frog } from "@/ui/logo";
import { useTitle } from "@/ui/page";

interface PublicPageProps {
  title: string;
  intro?: ReactNode;
  children: ReactNode;
  foot?: ReactNode;
}

export function PublicPage({ title, intro, children, foot }: PublicPageProps) {
  useTitle(title);
  return (
    <main className="flex min-h-full flex-col items-center px-4 pt-[12vh] pb-12">
      <div className="flex items-center gap-2.5">
        <Frog size={32} />
        <span className="text-lg font-semibold tracking-tight">Leapfrog</span>
      </div>
      <div className="mt-8 w-full max-w-[400px] rounded-lg border border-line bg-surface p-6 sm:p-8">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {intro && <div className="mt-1 text-sm text-ink-2">{intro}</div>}
        <div className="mt-6">{children}</div>
      </div>
      {foot && <div className="mt-4 text-sm text-ink-2">{foot}</div>}
    </main>
  );
}
