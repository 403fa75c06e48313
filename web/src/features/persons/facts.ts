// What is worth knowing about a person at a glance, from their properties. Pure.
import type { Properties } from "@/features/events/api";

const text = (value: unknown) => (typeof value === "string" && value.trim() !== "" ? value.trim() : undefined);

export function placeOf(properties: Properties): string | undefined {
  const city = text(properties.$geoip_city_name);
  const country = text(properties.$geoip_country_name) ?? text(properties.$geoip_country_code);
  return city && country ? `${city}, ${country}` : (city ?? country);
}

export interface Fact {
  title: string;
  text: string;
}

export function factsOf(properties: Properties): Fact[] {
  const device = [text(properties.$browser), text(properties.$os)].filter(Boolean).join(" on ");
  const source = text(properties.$initial_utm_source) ?? text(properties.$initial_referring_domain);
  const facts: Array<[string, string | undefined]> = [
    ["Email", text(properties.email) ?? text(properties.$email)],
    ["Name", text(properties.name) ?? text(properties.$name)],
    ["Place", placeOf(properties)],
    ["Device", device === "" ? undefined : device],
    ["Came from", source === "$direct" ? "direct" : source],
  ];
  return facts.flatMap(([title, value]) => (value ? [{ title, text: value }] : []));
}
