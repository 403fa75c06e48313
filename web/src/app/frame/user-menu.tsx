// Who is signed in; theme, keyboard help, account and signing out.
import { useNavigate, useParams } from "@tanstack/react-router";
import { Keyboard, LogOut, Monitor, Moon, Sun, UserRound } from "lucide-react";
import { useMe } from "@/features/accounts/api";
import { Avatar } from "@/ui/avatar";
import { cx } from "@/ui/class-names";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/ui/menu";
import { setTheme, type ThemeChoice, useTheme } from "../theme";
import { useSignOut } from "./sign-out";

const themes: ReadonlyArray<{ choice: ThemeChoice; title: string; icon: typeof Sun }> = [
  { choice: "light", title: "Light", icon: Sun },
  { choice: "dark", title: "Dark", icon: Moon },
  { choice: "system", title: "As the system", icon: Monitor },
];

export function UserMenu({ folded, onSheet, onGo }: { folded: boolean; onSheet: () => void; onGo?: () => void }) {
  const me = useMe();
  const theme = useTheme();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const { projectId } = useParams({ strict: false });
  const name = me?.first_name || me?.email || "Account";

  return (
    <Menu
      side="top"
      className="w-56"
      trigger={
        <button
          type="button"
          aria-label={`Account: ${name}`}
          className={cx(
            "flex w-full items-center gap-2 rounded-md hover:bg-hover",
            folded ? "justify-center p-1" : "h-9 px-1.5",
          )}
        >
          <Avatar name={name} size={24} />
          {!folded && <span className="min-w-0 flex-1 truncate text-left text-sm">{name}</span>}
        </button>
      }
    >
      <MenuLabel>
        <span className="block truncate">{me?.email}</span>
      </MenuLabel>
      {projectId && (
        <MenuItem
          icon={UserRound}
          onSelect={() => {
            navigate({ to: "/project/$projectId/settings/$section", params: { projectId, section: "profile" } });
            onGo?.();
          }}
        >
          Your account
        </MenuItem>
      )}
      <MenuItem icon={Keyboard} hint="?" onSelect={onSheet}>
        Keyboard shortcuts
      </MenuItem>
      <MenuSeparator />
      <MenuLabel>Theme</MenuLabel>
      {themes.map(({ choice, title, icon }) => (
        <MenuItem key={choice} icon={icon} checked={choice === theme} onSelect={() => setTheme(choice)}>
          {title}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem icon={LogOut} onSelect={signOut}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
