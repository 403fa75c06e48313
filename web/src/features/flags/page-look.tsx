// How the public page of previews looks: its words, a colour, a logo.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useProject } from "@/features/accounts/api";
import { Button } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, inputClass, TextInput } from "@/ui/field";
import { useForm } from "@/ui/form";
import { FormError } from "@/ui/form-error";
import { SkeletonRows } from "@/ui/states";
import { toast } from "@/ui/toast";
import { changePageLook, type PageLook, pageLookQuery } from "./early-access";
import { inkOn } from "./previews";

// Pictures are drawn anew, small enough to come with the page.
async function logoOf(file: File): Promise<string> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, 320 / picture.width, 96 / picture.height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas.toDataURL("image/png");
}

export function PageLookDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const project = useProject();
  const look = useQuery({ ...pageLookQuery(project.id), enabled: open });
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Look of the public page"
      description="What your users see. What stays empty is the page's own."
    >
      {look.data ? (
        <LookForm look={look.data} onDone={() => onOpenChange(false)} />
      ) : (
        <SkeletonRows rows={4} columns={1} />
      )}
    </Dialog>
  );
}

function LookForm({ look, onDone }: { look: PageLook; onDone: () => void }) {
  const project = useProject();
  const client = useQueryClient();
  const [colour, setColour] = useState(look.colour);
  const [logo, setLogo] = useState(look.logo);
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm(["headline", "introduction", "colour", "logo"], async ({ headline, introduction }) => {
    const saved = await changePageLook(project.id, { headline, introduction, colour, logo });
    client.setQueryData(pageLookQuery(project.id).queryKey, saved);
    toast("The public page is changed");
    onDone();
  });
  const choose = async (file: File | undefined) => {
    setProblem(null);
    if (!file) return;
    try {
      setLogo(await logoOf(file));
    } catch {
      setProblem("This is not a picture that your browser can read.");
    }
  };
  return (
    <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <Field label="Headline" error={form.errorOf("headline")}>
        {(ids) => (
          <TextInput
            {...ids}
            name="headline"
            defaultValue={look.headline}
            placeholder={`What is coming to ${project.name}`}
            maxLength={200}
          />
        )}
      </Field>
      <Field label="Introduction" error={form.errorOf("introduction")}>
        {(ids) => (
          <textarea
            {...ids}
            name="introduction"
            defaultValue={look.introduction}
            rows={2}
            maxLength={1000}
            className={cx(inputClass, "h-auto resize-y py-1.5")}
          />
        )}
      </Field>
      <Field label="Colour" help="Of the buttons. Their words are black or white." error={form.errorOf("colour")}>
        {(ids) => (
          <div className="flex items-center gap-2">
            <input
              {...ids}
              type="color"
              value={colour || "#1f7a3d"}
              onChange={(event) => setColour(event.target.value)}
              className="h-8 w-12 rounded-md border border-line-strong bg-surface p-0.5"
            />
            {colour && (
              <>
                <span
                  className="rounded-md px-3 py-1 text-sm font-medium"
                  style={{ background: colour, color: inkOn(colour) }}
                >
                  Switch on
                </span>
                <Button small weight="quiet" onClick={() => setColour("")}>
                  No colour of its own
                </Button>
              </>
            )}
          </div>
        )}
      </Field>
      <Field label="Logo" help="PNG, JPEG or WebP; it is made small enough." error={problem ?? form.errorOf("logo")}>
        {(ids) => (
          <div className="flex flex-wrap items-center gap-2">
            {logo && <img src={logo} alt="The logo as it is" className="max-h-10 max-w-40 rounded-sm" />}
            <input
              {...ids}
              type="file"
              accept="image/png,image/jpeg,image/webp"
              onChange={(event) => void choose(event.target.files?.[0])}
              className="max-w-full text-xs text-ink-2"
            />
            {logo && (
              <Button small weight="quiet" onClick={() => setLogo("")}>
                Remove logo
              </Button>
            )}
          </div>
        )}
      </Field>
      <FormError text={form.error} />
      <DialogActions>
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" weight="primary" busy={form.busy}>
          Save
        </Button>
      </DialogActions>
    </form>
  );
}
