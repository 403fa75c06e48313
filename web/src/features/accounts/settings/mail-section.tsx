// Whether this server sends e-mail, and a test of it.
import { useMutation, useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, Send } from "lucide-react";
import { errorText } from "@/app/client";
import { useMe, useOrganization } from "@/features/accounts/api";
import { Button } from "@/ui/button";
import { CodeBlock } from "@/ui/code-block";
import { FormError } from "@/ui/form-error";
import { Card } from "@/ui/page";
import { Section } from "@/ui/settings";
import { Failure, SkeletonRows } from "@/ui/states";
import { mailQuery, testMail } from "./api";

const example = `smtp-url = "smtp://mail.example.com:587"
smtp-user = "leapfrog"
smtp-password-file = "/etc/leapfrog/smtp-password"
mail-from = "Leapfrog <leapfrog@example.com>"
public-url = "https://leapfrog.example.com"`;

export function MailSection() {
  const organization = useOrganization();
  const mail = useQuery(mailQuery(organization.id));
  const answer = mail.data;
  return (
    <Section
      title="E-mail"
      about="Invitations, links for forgotten passwords, alerts and subscriptions. Set by whoever runs this server."
    >
      {mail.error ? (
        <Card>
          <Failure error={mail.error} what="This could not be looked up" retry={() => mail.refetch()} />
        </Card>
      ) : !answer ? (
        <Card>
          <SkeletonRows rows={3} columns={2} />
        </Card>
      ) : answer.configured ? (
        <Working from={answer.from ?? ""} origin={answer.link_origin} />
      ) : (
        <>
          <Card className="mb-4 flex items-start gap-3 p-4 text-sm">
            <CircleAlert size={18} className="mt-px shrink-0 text-warn" aria-hidden />
            <div>
              <p className="font-medium">This server sends no e-mail</p>
              <p className="max-w-[64ch] text-ink-2">
                Invitations are links that you copy. Whoever forgot a password gets a link from whoever runs the server:{" "}
                <code className="font-mono text-xs">leapfrog password-link --email THEIRS</code>. Alerts and
                subscriptions go to webhooks only.
              </p>
            </div>
          </Card>
          <CodeBlock title="In the server's configuration; then start it again" code={example} />
        </>
      )}
    </Section>
  );
}

function Working({ from, origin }: { from: string; origin: string }) {
  const organization = useOrganization();
  const me = useMe();
  const test = useMutation({ mutationFn: () => testMail(organization.id) });
  const sent = test.data;
  return (
    <Card className="divide-y divide-line">
      <dl className="grid grid-cols-1 gap-x-6 gap-y-2 p-4 text-sm sm:grid-cols-[8rem_1fr]">
        <dt className="text-ink-3">State</dt>
        <dd className="flex items-center gap-1.5">
          <CircleCheck size={16} className="text-good" aria-hidden /> Set up
        </dd>
        <dt className="text-ink-3">From</dt>
        <dd className="break-all">{from}</dd>
        <dt className="text-ink-3">Links lead to</dt>
        <dd className="break-all">{origin}</dd>
      </dl>
      <div className="flex flex-wrap items-center gap-3 p-4">
        <Button icon={Send} busy={test.isPending} onClick={() => test.mutate()}>
          Send a test to {me?.email ?? "me"}
        </Button>
        <div role="status" className="min-w-0 flex-1 text-sm">
          {sent && (
            <p className={sent.outcome === "delivered" ? "text-good" : "text-bad"}>
              {sent.outcome === "delivered"
                ? `The mail server took it. Look into the mailbox of ${sent.to}.`
                : `It was not taken. ${sent.answer}`}
            </p>
          )}
        </div>
        {test.error && <FormError text={errorText(test.error)} />}
      </div>
    </Card>
  );
}
