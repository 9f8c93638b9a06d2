import type { ReactNode } from "react";

/** The product's mark: a stone and the streak that a touch leaves on it. */
export function Mark({ size = 28 }: { size?: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect x="2" y="2" width="28" height="28" rx="8" fill="var(--accent)" />
      <path d="M9 21.5 22.5 10" stroke="var(--on-accent)" strokeWidth="3.2" strokeLinecap="round" />
      <circle cx="22.5" cy="21" r="2.2" fill="var(--on-accent)" />
    </svg>
  );
}
