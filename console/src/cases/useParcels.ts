import { useSyncExternalStore } from "react";
import { type Parcel, stuck, waiting, watchParcels } from "../api/parcels.ts";

/** What was done to a case and has not arrived, for want of a network. */
export function useHeld(caseId: string): Parcel[] {
  const parcels = useSyncExternalStore(watchParcels, waiting);
  const held = useSyncExternalStore(watchParcels, stuck);
  return parcels.filter(({ of, key }) => of === caseId && held.has(key));
}
