// Who is in the organisation, with which role, and who is invited.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { errorText } from "@/app/client";
import { useMe, useOrganization } from "@/features/accounts/api";
import { Avatar } from "@/ui/avatar";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/ui/menu";
import { Rows, Section } from "@/ui/settings";
import { Failure, SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import { toast } from "@/ui/toast";
import { changeMember, type Member, membersQuery, removeMember } from "./api";
import { Invitations } from "./invitations";
import { roles, roleTitle } from "./roles";

const adminLevel = 8;

export function MembersSection() {
  const me = useMe();
  const organization = useOrganization();
  const query = membersQuery(organization.id);
  const members = useQuery(query);
  const client = useQueryClient();
  const [removing, setRemoving] = useState<Member | null>(null);
  const mine = organization.membership_level ?? 1;

  const act = async (run: () => Promise<unknown>, done: string) => {
    try {
      await run();
      toast(done);
    } catch (error) {
      toast(errorText(error), { kind: "failed" });
    }
    await client.invalidateQueries({ queryKey: query.queryKey });
  };

  return (
    <>
      <Section title="Members" about={`People in ${organization.name || "this organisation"}.`}>
        <Rows>
          {members.error && (
            <Failure error={members.error} what="The members could not be loaded" retry={() => members.refetch()} />
          )}
          {members.isPending && <SkeletonRows rows={3} columns={3} />}
          {members.data?.map((member) => {
            const name = member.user.first_name || member.user.email;
            return (
              <div key={member.id} className="flex items-center gap-3 px-4 py-2.5">
                <Avatar name={name} size={28} />
                <div className="min-w-0 flex-1">
                  <p className="truncate text-sm font-medium">
                    <bdi>{name}</bdi>
                    {member.user.uuid === me?.uuid && <span className="font-normal text-ink-3"> (you)</span>}
                  </p>
                  <p className="truncate text-xs text-ink-3">{member.user.email}</p>
                </div>
                <span className="text-xs text-ink-3 max-sm:hidden">
                  joined <Time at={member.joined_at} />
                </span>
                <Badge tone={member.level >= adminLevel ? "info" : "neutral"}>{roleTitle(member.level)}</Badge>
                {mine >= adminLevel && member.user.uuid !== me?.uuid && member.level <= mine ? (
                  <Menu align="end" trigger={<IconButton icon={Ellipsis} label={`More about ${name}`} />}>
                    <MenuLabel>Role</MenuLabel>
                    {roles
                      .filter((role) => role.level <= mine)
                      .map((role) => (
                        <MenuItem
                          key={role.level}
                          checked={role.level === member.level}
                          onSelect={() =>
                            act(
                              () => changeMember(organization.id, member.user.uuid, role.level),
                              `${name} is ${role.title.toLowerCase()} now`,
                            )
                          }
                        >
                          {role.title}
                        </MenuItem>
                      ))}
                    <MenuSeparator />
                    <MenuItem danger onSelect={() => setRemoving(member)}>
                      Remove from organisation…
                    </MenuItem>
                  </Menu>
                ) : (
                  <span className="size-8" />
                )}
              </div>
            );
          })}
        </Rows>
      </Section>
      {mine >= adminLevel && <Invitations />}
      <Dialog
        open={removing !== null}
        onOpenChange={(open) => !open && setRemoving(null)}
        title={`Remove ${removing?.user.first_name || removing?.user.email}`}
        description="They lose access to all projects at once. Their personal API keys stop working."
      >
        <DialogActions>
          <Button weight="quiet" onClick={() => setRemoving(null)}>
            Cancel
          </Button>
          <Button
            weight="danger"
            onClick={() => {
              const member = removing;
              setRemoving(null);
              if (member)
                act(() => removeMember(organization.id, member.user.uuid), `${member.user.first_name} was removed`);
            }}
          >
            Remove member
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}
