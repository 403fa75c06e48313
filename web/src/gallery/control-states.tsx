// Buttons, fields and what stands in for things that are not there.
import { Play, Settings2 } from "lucide-react";
import { useState } from "react";
import { ApiError } from "@/app/client";
import { Badge } from "@/ui/badge";
import { Button, type ButtonWeight, IconButton } from "@/ui/button";
import { Field, NativeSelect, TextInput } from "@/ui/field";
import { JsonView } from "@/ui/json-view";
import { PopoverPanel } from "@/ui/popover-panel";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { toast } from "@/ui/toast";
import { isConfirmed, TypeToConfirm } from "@/ui/type-to-confirm";
import type { State } from "./gallery";

const weights: readonly ButtonWeight[] = ["primary", "plain", "quiet", "risky", "danger"];
const refused = new ApiError(
  400,
  { type: "validation_error", code: "invalid_sql", detail: "Unknown expression identifier `nonsense`.", attr: "query" },
  "0190a000-1111-7222-8333-444455556666",
);

function Confirming() {
  const [typed, setTyped] = useState("");
  const phrase = "Hedgerow";
  return (
    <div className="flex flex-col gap-3">
      <TypeToConfirm phrase={phrase} typed={typed} onChange={setTyped} />
      <Button weight="danger" disabled={!isConfirmed(typed, phrase)} className="self-start">
        Delete project
      </Button>
    </div>
  );
}

export const controlStates: readonly State[] = [
  {
    title: "Buttons: plain, waiting, not possible, small",
    shown: (
      <div className="flex flex-col gap-2">
        {weights.map((weight) => (
          <div key={weight} className="flex flex-wrap gap-2">
            <Button weight={weight} icon={Play} onClick={() => toast(`A ${weight} button`)}>
              {weight}
            </Button>
            <Button weight={weight} busy>
              {weight}
            </Button>
            <Button weight={weight} disabled>
              {weight}
            </Button>
            <Button weight={weight} small>
              {weight}
            </Button>
          </div>
        ))}
        <IconButton icon={Play} label="Run" />
      </div>
    ),
  },
  {
    title: "Fields: help, error, not possible",
    shown: (
      <div className="flex flex-col gap-3">
        <Field label="Name" help="What others find it by.">
          {(ids) => <TextInput {...ids} placeholder="Sign-ups" />}
        </Field>
        <Field label="Name" error="There is one of that name.">
          {(ids) => <TextInput {...ids} defaultValue="Sign-ups" />}
        </Field>
        <NativeSelect aria-label="Kind" disabled>
          <option>Not now</option>
        </NativeSelect>
        <div className="flex gap-2">
          <Badge>Plain</Badge>
          <Badge tone="warn">Changed</Badge>
        </div>
      </div>
    ),
  },
  { title: "Confirming by typing", shown: <Confirming /> },
  {
    title: "A panel at its button",
    shown: (
      <PopoverPanel label="Options" className="w-72 p-3" trigger={<Button icon={Settings2}>Options</Button>}>
        <Field label="Name">{(ids) => <TextInput {...ids} placeholder="Sign-ups" />}</Field>
      </PopoverPanel>
    ),
  },
  { title: "Empty", shown: <Empty title="Nothing asked yet">Run the statement above, or write your own.</Empty> },
  { title: "Refused", shown: <Failure error={refused} what="The statement was refused" retry={() => {}} /> },
  { title: "Loading", shown: <SkeletonRows rows={4} columns={3} /> },
  {
    title: "JSON",
    shown: <JsonView value={{ event: "signed up", properties: { plan: "team", seats: 12, trial: true } }} />,
  },
];
