import { type ThemeConfig, theme } from "antd";
import { FONT, type Palette } from "./tokens.ts";

/** Ant Design in our colours: flat, 4-px grid, 36-px rows. */
export function antdTheme(palette: Palette, isDark: boolean): ThemeConfig {
  return {
    algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      fontFamily: FONT,
      fontSize: 14,
      fontSizeSM: 12,
      borderRadius: 6,
      controlHeight: 36,
      controlHeightSM: 28,
      wireframe: false,
      colorPrimary: palette.accent,
      colorLink: palette.accent,
      colorError: palette.danger,
      colorErrorText: palette.danger,
      colorBgBase: palette.surface,
      colorBgLayout: palette.ground,
      colorBgContainer: palette.surface,
      colorBgElevated: palette.surface,
      colorText: palette.text,
      colorTextSecondary: palette.soft,
      colorTextTertiary: palette.soft,
      colorTextDescription: palette.soft,
      colorTextPlaceholder: palette.soft,
      colorTextQuaternary: palette.soft,
      colorTextLightSolid: palette.onAccent,
      colorBorder: palette.edge,
      colorBorderSecondary: palette.line,
      colorSplit: palette.line,
      controlItemBgActive: palette.chosen,
      controlItemBgHover: palette.raised,
      boxShadowSecondary: "0 8px 28px rgb(0 0 0 / 18%)",
    },
    components: {
      Button: { primaryShadow: "none", defaultShadow: "none", dangerShadow: "none", fontWeight: 500 },
      Tooltip: {
        colorBgSpotlight: isDark ? "#e7eaf0" : "#171c26",
        colorTextLightSolid: isDark ? "#171c26" : "#ffffff",
      },
    },
  };
}
