// Small choices kept in the browser. Storage can be switched off or full: then a choice lasts until the page is closed.
export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(`leapfrog.${key}`);
  } catch {
    return null;
  }
}

export function writeStored(key: string, value: string) {
  try {
    localStorage.setItem(`leapfrog.${key}`, value);
  } catch {
    // See above.
  }
}
