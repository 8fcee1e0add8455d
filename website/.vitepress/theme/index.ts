import { onContentUpdated } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import { h, nextTick } from "vue";
import { makeLive } from "../../live/blocks.js";
import Calculator from "./Calculator.vue";
import "./style.css";

export default {
  extends: DefaultTheme,
  Layout: {
    setup() {
      onContentUpdated(() => nextTick(() => makeLive(document)));
      return () => h(DefaultTheme.Layout);
    },
  },
  enhanceApp({ app }: { app: { component: (name: string, component: unknown) => void } }) {
    app.component("Calculator", Calculator);
  },
};
