// The project's public token and its secret one.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { errorText, request } from "@/app/client";
import { type Project, projectQuery, useProject } from "@/features/accounts/api";
import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Card } from "@/ui/page";
import { Section } from "@/ui/settings";
import { toast } from "@/ui/toast";
import { SecretOnce } from "./secret-once";

type Kind = "reset_token" | "rotate_secret_token";

export function TokensSection() {
  const project = useProject();
  const client = useQueryClient();
  const [asking, setAsking] = useState<Kind | null>(null);
  const [busy, setBusy] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);

  const run = async (kind: Kind) => {
    setBusy(true);
    try {
      const changed = await request<Project>(`/api/projects/${project.id}/${kind}/`, { method: "POST" });
      await client.invalidateQueries({ queryKey: projectQuery(project.id).queryKey });
      if (kind === "rotate_secret_token") setSecret(changed.secret_api_token ?? null);
      else toast("The project has a new token");
    } catch (failure) {
      toast(errorText(failure), { kind: "failed" });
    } finally {
      setBusy(false);
      setAsking(null);
    }
  };

  return (
    <>
      <Section
        title="Project token"
        about="Public: it goes into your apps and can only send events and read flags. It is not a secret."
      >
        <Card className="flex flex-wrap items-center gap-3 p-4">
          <code data-testid="project-token" className="min-w-0 flex-1 font-mono text-sm break-all">
            {project.api_token}
          </code>
          <CopyButton text={project.api_token} />
          <Button small onClick={() => setAsking("reset_token")}>
            Reset…
          </Button>
        </Card>
      </Section>
      <Section
        title="Secret token"
        about="For servers that read flag definitions. It is shown once, when it is made; only a fingerprint is kept."
      >
        <Card className="flex flex-wrap items-center gap-3 p-4">
          {secret ? (
            <SecretOnce secret={secret} />
          ) : (
            <>
              <span className="min-w-0 flex-1 text-sm text-ink-2">
                {project.secret_api_token_mask ? (
                  <code className="font-mono">{project.secret_api_token_mask}</code>
                ) : (
                  "There is none. Make one when a server needs it."
                )}
              </span>
              <Button small onClick={() => setAsking("rotate_secret_token")}>
                Make a new secret…
              </Button>
            </>
          )}
        </Card>
      </Section>
      <Dialog
        open={asking !== null}
        onOpenChange={(open) => !open && setAsking(null)}
        title={asking === "reset_token" ? "Reset the project token" : "Make a new secret token"}
        description={
          asking === "reset_token"
            ? "Apps with the present token can send nothing more until they have the new one."
            : "Servers with the present secret token are refused until they have the new one."
        }
      >
        <DialogActions>
          <Button weight="quiet" onClick={() => setAsking(null)}>
            Cancel
          </Button>
          <Button weight="danger" busy={busy} onClick={() => asking && run(asking)}>
            {asking === "reset_token" ? "Reset token" : "Make new secret"}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}
