// A search field that is heard once the typing rests.
import { useEffect, useRef, useState } from "react";
import { SearchInput } from "./field";

interface SettledSearchProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  className?: string;
  "data-page-search"?: boolean;
}

// Neither the URL nor the server has to follow every letter.
export function SettledSearch({ label, value, onChange, className, ...rest }: SettledSearchProps) {
  const [typed, setTyped] = useState(value);
  const report = useRef(onChange);
  report.current = onChange;
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => report.current(typed), 250);
    return () => clearTimeout(timer);
  }, [typed, value]);
  return <SearchInput label={label} value={typed} onChange={setTyped} className={className} {...rest} />;
}
