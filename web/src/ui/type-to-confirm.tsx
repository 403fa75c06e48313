// What cannot be undone is confirmed by typing a name or a phrase.
import { Field, TextInput } from "./field";

interface TypeToConfirmProps {
  phrase: string;
  typed: string;
  onChange: (typed: string) => void;
  autoFocus?: boolean;
}

export function TypeToConfirm({ phrase, typed, onChange, autoFocus }: TypeToConfirmProps) {
  return (
    <Field
      label={
        <>
          Type <bdi className="font-mono text-[13px] wrap-anywhere">{phrase}</bdi> to confirm
        </>
      }
    >
      {(ids) => (
        <TextInput
          {...ids}
          autoFocus={autoFocus}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

// A space too many says nothing.
export const isConfirmed = (typed: string, phrase: string) => typed.trim() !== "" && typed.trim() === phrase.trim();
