// Writing annotations down, changing and deleting them, each with a way back.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { toast } from "@/ui/toast";
import { type Annotation, annotationsQuery, changeAnnotation, createAnnotation } from "./api";

export type AnnotationChanges = Partial<Pick<Annotation, "content" | "date_marker">>;

export function useAnnotations() {
  const project = useProject();
  const client = useQueryClient();
  const query = annotationsQuery(project.id);
  const list = useQuery(query);
  const again = () => client.invalidateQueries({ queryKey: query.queryKey });

  // False when it did not work; that was said then.
  const attempt = async (run: () => Promise<unknown>, what: string): Promise<boolean> => {
    try {
      await run();
      return true;
    } catch (error) {
      toast(`${what} ${errorText(error)}`, { kind: "failed" });
      return false;
    } finally {
      again();
    }
  };

  const write = (content: string, at: string) =>
    attempt(() => createAnnotation(project.id, content, at), "It was not written down.");

  const remove = async (annotation: Annotation, deleted = true) => {
    const done = await attempt(() => changeAnnotation(project.id, annotation.id, { deleted }), "It was not deleted.");
    if (!done || !deleted) return;
    toast(`“${annotation.content.slice(0, 60)}” deleted`, {
      action: { label: "Undo", run: () => void remove(annotation, false) },
    });
  };

  const change = async (annotation: Annotation, changes: AnnotationChanges) => {
    const { content, date_marker } = annotation;
    const put = (next: AnnotationChanges) =>
      attempt(() => changeAnnotation(project.id, annotation.id, next), "It was not changed.");
    if (!(await put(changes))) return false;
    toast("Annotation saved", { action: { label: "Undo", run: () => void put({ content, date_marker }) } });
    return true;
  };

  return { list, write, remove, change };
}
