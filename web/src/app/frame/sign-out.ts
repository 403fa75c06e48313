// Signing out: the session ends on the server, and nothing of it stays in the page.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { signOut } from "@/features/accounts/api";
import { toast } from "@/ui/toast";
import { ApiError, errorText } from "../client";

export function useSignOut() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    try {
      await signOut();
    } catch (error) {
      if (!(error instanceof ApiError && error.signedOut)) {
        toast(`You are still signed in. ${errorText(error)}`, { kind: "failed" });
        return;
      }
    }
    await navigate({ to: "/login" });
    client.clear();
  };
}
