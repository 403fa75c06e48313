// The map, which brings its outlines with it when it is first shown.
import { type ComponentProps, lazy, Suspense } from "react";
import { Skeleton } from "@/ui/states";

const WorldMap = lazy(() => import("./world-map"));

export function LazyMap(props: ComponentProps<typeof WorldMap>) {
  return (
    <Suspense
      fallback={
        <div role="status" aria-label="Loading">
          <div style={{ height: Math.min(props.height, 300) }}>
            <Skeleton className="h-full w-full rounded-md" />
          </div>
        </div>
      }
    >
      <WorldMap {...props} />
    </Suspense>
  );
}
