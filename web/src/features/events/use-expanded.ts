// Which rows of a list are open.
import { useCallback, useState } from "react";

export function useExpanded() {
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback(
    (uuid: string) =>
      setExpanded((open) => {
        const next = new Set(open);
        if (!next.delete(uuid)) next.add(uuid);
        return next;
      }),
    [],
  );
  const closeAll = useCallback(() => setExpanded(new Set()), []);
  return { expanded, toggle, closeAll };
}
