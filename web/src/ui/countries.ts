// Countries by their two letters and their names. Pure.

const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });

export function countryName(code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

// Codes of countries that are no more lead to those that took their place.
const today = (code: string) => new Intl.Locale(`und-${code}`).region ?? code;

let codes: Map<string, string> | undefined;

// The two letters of a country, from them or from its English name; undefined when it is neither.
export function countryCode(value: string): string | undefined {
  if (/^[A-Z]{2}$/.test(value)) return countryName(value) === value ? undefined : today(value);
  if (!codes) {
    codes = new Map();
    const letters = [...Array(26).keys()].map((place) => String.fromCharCode(65 + place));
    for (const first of letters)
      for (const second of letters) {
        const code = first + second;
        const name = countryName(code);
        if (name !== code && today(code) === code) codes.set(name, code);
      }
  }
  return codes.get(value);
}
