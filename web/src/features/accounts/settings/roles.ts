// Roles in an organisation, as PostHog numbers them.
export const roles: ReadonlyArray<{ level: number; title: string; about: string }> = [
  { level: 0, title: "Viewer", about: "Looks at everything, changes nothing" },
  { level: 1, title: "Member", about: "Uses everything in the projects" },
  { level: 8, title: "Admin", about: "Also manages members and settings" },
  { level: 15, title: "Owner", about: "Also deletes the organisation and makes owners" },
];

export function roleTitle(level: number): string {
  return roles.find((role) => role.level === level)?.title ?? `Level ${level}`;
}
