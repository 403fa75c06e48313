// One group with its properties.
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { ApiError } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { Avatar } from "@/ui/avatar";
import { CopyIcon } from "@/ui/copy";
import { Card, PageBody, PageHead } from "@/ui/page";
import { PropertiesTable } from "@/ui/properties-table";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import { groupQuery } from "./api";
import { groupName } from "./words";

export function GroupPage() {
  const project = useProject();
  const { typeIndex, groupKey } = useParams({ from: "/inside/project/$projectId/groups/$typeIndex/$groupKey" });
  const group = useQuery(groupQuery(project.id, Number(typeIndex), groupKey));
  const name = group.data ? groupName(group.data) : groupKey;

  return (
    <>
      <PageHead
        title={name}
        heading={
          <>
            <Link
              to="/project/$projectId/groups"
              params={{ projectId: String(project.id) }}
              search={Number(typeIndex) > 0 ? { type: Number(typeIndex) } : {}}
              className="mb-2 inline-flex items-center gap-1 text-sm text-ink-2 hover:text-ink"
            >
              <ArrowLeft size={14} aria-hidden /> Groups
            </Link>
            <div className="flex min-w-0 items-center gap-3">
              <Avatar name={name} size={36} square />
              <div className="min-w-0">
                <h1 className="truncate text-xl font-semibold tracking-tight">
                  <bdi>{name}</bdi>
                </h1>
                <p className="flex items-center gap-1 text-sm text-ink-3">
                  <code className="truncate font-mono text-xs">{groupKey}</code>
                  <CopyIcon text={groupKey} label="Copy group key" />
                  {group.data && (
                    <span className="shrink-0">
                      first seen <Time at={group.data.created_at} />
                    </span>
                  )}
                </p>
              </div>
            </div>
          </>
        }
      />
      <PageBody className="max-w-5xl">
        {group.data ? (
          <PropertiesTable properties={group.data.group_properties} of="group" />
        ) : (
          <Card>
            {group.error instanceof ApiError && group.error.status === 404 ? (
              <Empty title="This group is not here">No app has sent a group with this type and key.</Empty>
            ) : group.error ? (
              <Failure error={group.error} what="The group could not be loaded" retry={() => group.refetch()} />
            ) : (
              <SkeletonRows rows={6} columns={2} />
            )}
          </Card>
        )}
      </PageBody>
    </>
  );
}
