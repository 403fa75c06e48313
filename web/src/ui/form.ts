// A form that posts to the server: one error per field where the server names the field, otherwise one for the form.
import { type FormEvent, useState } from "react";
import { ApiError, errorText } from "@/app/client";

export interface FormState {
  busy: boolean;
  error: string | null;
  errorOf: (field: string) => string | null;
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
}

// `fields` are those that have a place of their own for an error.
export function useForm(
  fields: readonly string[],
  submit: (values: Record<string, string>) => Promise<void>,
): FormState {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<{ attr: string | null; text: string } | null>(null);

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const values: Record<string, string> = {};
    for (const [key, value] of new FormData(form)) if (typeof value === "string") values[key] = value;
    setBusy(true);
    setFailure(null);
    try {
      await submit(values);
    } catch (error) {
      const attr = error instanceof ApiError && error.attr && fields.includes(error.attr) ? error.attr : null;
      setFailure({ attr, text: errorText(error) });
      const place = attr === null ? null : form.elements.namedItem(attr);
      if (place instanceof HTMLElement) place.focus();
    } finally {
      setBusy(false);
    }
  }

  return {
    busy,
    error: failure && failure.attr === null ? failure.text : null,
    errorOf: (field) => (failure?.attr === field ? failure.text : null),
    onSubmit,
  };
}
