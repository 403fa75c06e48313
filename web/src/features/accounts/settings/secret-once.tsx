// A secret that is shown this once.
import { CopyButton } from "@/ui/copy";

export function SecretOnce({ secret }: { secret: string }) {
  return (
    <div className="w-full rounded-md bg-warn-soft p-3">
      <p className="pb-2 text-sm font-medium text-warn">Copy it now. It is not shown again.</p>
      <div className="flex flex-wrap items-center gap-3">
        <code data-testid="secret" className="min-w-0 flex-1 font-mono text-sm break-all text-ink">
          {secret}
        </code>
        <CopyButton text={secret} />
      </div>
    </div>
  );
}
