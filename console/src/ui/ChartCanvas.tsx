import type { EChartsType } from "echarts/core";
import { type ReactNode, useEffect, useRef } from "react";
import { useTheme } from "../theme/ThemeProvider.tsx";
import { DARK, LIGHT, type Palette } from "../theme/tokens.ts";
import styles from "./ChartCanvas.module.css";
import type { ChartOption } from "./chartParts.ts";
import { init } from "./echarts.ts";

interface ChartCanvasProps {
  option: (ink: Palette) => ChartOption;
  onPick?: (id: string) => void;
}

/** The drawn part of a chart; as large as the place it is in. */
export default function ChartCanvas({ option, onPick }: ChartCanvasProps): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const { isDark } = useTheme();

  useEffect(() => {
    if (!place.current) return;
    const drawn = init(place.current, null, { renderer: "canvas" });
    chart.current = drawn;
    const sized = new ResizeObserver(() => drawn.resize());
    sized.observe(place.current);
    return () => {
      sized.disconnect();
      drawn.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption(option(isDark ? DARK : LIGHT), { notMerge: true });
  }, [option, isDark]);

  useEffect(() => {
    const drawn = chart.current;
    if (!drawn || !onPick) return;
    const clicked = ({ data }: { data?: unknown }): void => {
      const id = (data as { id?: unknown } | undefined)?.id;
      if (typeof id === "string") onPick(id);
    };
    drawn.on("click", clicked);
    return () => {
      if (!drawn.isDisposed()) drawn.off("click", clicked);
    };
  }, [onPick]);

  return <div ref={place} className={styles.canvas} />;
}
