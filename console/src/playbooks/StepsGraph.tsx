import "@xyflow/react/dist/style.css";
import {
  Background,
  Controls,
  type Edge,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from "@xyflow/react";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useTheme } from "../theme/ThemeProvider.tsx";
import { END, type Playbook } from "./document.ts";
import { layout, START } from "./layout.ts";
import styles from "./StepsGraph.module.css";
import { useStepWords } from "./useStepWords.ts";

const WIDTH = 260;
const HEIGHT = 72;
const GAP = 64;

type Box = Node<{ title: string; detail: string; isEdge: boolean }>;

const nodeTypes = { box: StepBox };

/** The steps drawn from top to bottom. `StepsText` says the same in words. */
export function StepsGraph({ playbook }: { playbook: Playbook }): ReactNode {
  const { t } = useTranslation("playbooks");
  const { isDark } = useTheme();
  const words = useStepWords();
  const { places, paths, rows } = useMemo(() => layout(playbook.steps), [playbook.steps]);
  const steps = new Map(playbook.steps.map((step) => [step.id, step]));

  const nodes = places.map(({ id, row, column }): Box => {
    const step = steps.get(id);
    const edge = id === START ? { title: playbook.trigger.event, detail: playbook.condition ?? "" } : null;
    const data = step
      ? { title: words.title(step), detail: words.detail(step), isEdge: false }
      : { ...(edge ?? { title: t("do.end"), detail: "" }), isEdge: true };
    const position = { x: column * (WIDTH + GAP) - WIDTH / 2, y: row * (HEIGHT + GAP) };
    return {
      id,
      type: "box",
      position,
      data,
      width: WIDTH,
      height: HEIGHT,
      ariaLabel: `${data.title} ${data.detail}`,
    };
  });
  const edges = paths.map(({ from, way }): Edge => {
    const label = words.why(way);
    return { id: `${from} ${way.to} ${label}`, source: from, target: way.to, label, type: "smoothstep" };
  });

  return (
    <div className={styles.graph} style={{ height: Math.min(680, rows * (HEIGHT + GAP)) }}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        colorMode={isDark ? "dark" : "light"}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.08 }}
        minZoom={0.3}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        preventScrolling={false}
        zoomOnScroll={false}
      >
        <Background color="var(--line)" />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

function StepBox({ data, id }: NodeProps<Box>): ReactNode {
  return (
    <div className={styles.box} data-edge={data.isEdge}>
      {id !== START && <Handle type="target" position={Position.Top} className={styles.handle ?? ""} />}
      <strong>{data.title}</strong>
      {data.detail && <span className={styles.detail}>{data.detail}</span>}
      {id !== END && <Handle type="source" position={Position.Bottom} className={styles.handle ?? ""} />}
    </div>
  );
}
