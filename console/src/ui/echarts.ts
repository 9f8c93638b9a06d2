// The parts of ECharts that are used, in a file of their own that is loaded with the first chart. Canvas, since the
// page's policy allows no style attributes in what a library writes as text; for the same reason tooltips are drawn.

import { BarChart, CustomChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, CanvasRenderer, CustomChart, GridComponent, LabelLayout, LineChart, TooltipComponent]);

export { init };
