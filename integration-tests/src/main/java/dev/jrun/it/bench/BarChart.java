package dev.jrun.it.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Wall times as an SVG picture: a group of bars for each comparison, in multiples of one subject.
 *
 * <p>All colours are of a middle brightness and nothing is behind them, so that it can be read on white and on black.
 */
final class BarChart {
    private static final String REFERENCE = "crun";
    private static final Map<String, String> COLOURS = colours();
    private static final String TEXT = "#808080";

    private static final int WIDTH = 760;
    private static final int LEFT = 176;
    /** Leaves room for the figures behind the longest bar. */
    private static final int LONGEST = 440;

    private static final int TOP = 64;
    private static final int BAR = 14;
    private static final int STEP = 18;
    private static final int GAP = 20;

    private final List<Medians> groups;
    private final double perUnit;
    private final List<String> elements = new ArrayList<>();

    private BarChart(List<Medians> groups) {
        this.groups = groups;
        this.perUnit = LONGEST
                / groups.stream()
                        .flatMap(group -> COLOURS.keySet().stream()
                                .flatMap(name -> group.of(name).stream())
                                .map(sample -> multiple(group, sample)))
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(1);
    }

    static String svg(List<Medians> groups) {
        return new BarChart(groups).draw();
    }

    private String draw() {
        legend();
        int y = TOP;
        for (Medians group : groups) {
            y = group(group, y) + GAP;
        }
        double reference = LEFT + perUnit;
        elements.add("<line x1=\"%.1f\" y1=\"%d\" x2=\"%1$.1f\" y2=\"%d\" stroke=\"%s\" stroke-dasharray=\"3 3\"/>"
                .formatted(reference, TOP - 8, y - GAP + 4, TEXT));
        String begin = ("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%1$d\" height=\"%2$d\""
                        + " font-family=\"sans-serif\" font-size=\"13\" fill=\"%s\" role=\"img\">\n"
                        + "<title>Wall time of jrun, crun and runc</title>\n")
                .formatted(WIDTH, y, TEXT);
        return begin + String.join("\n", elements) + "\n</svg>\n";
    }

    private void legend() {
        String title = "Wall time as a multiple of " + REFERENCE + "’s (shorter is faster)";
        text(LEFT, 16, "start", title);
        int x = LEFT;
        for (Map.Entry<String, String> subject : COLOURS.entrySet()) {
            String name = subject.getKey().equals(Lives.KERNEL) ? "the kernel alone" : subject.getKey();
            bar(x, 30, BAR, subject.getValue());
            text(x + 20, 42, "start", name);
            x += 110;
        }
    }

    /** Returns where it ends. */
    private int group(Medians group, int top) {
        int y = top;
        for (Map.Entry<String, String> subject : COLOURS.entrySet()) {
            for (Sample sample : group.of(subject.getKey()).stream().toList()) {
                double length = perUnit * multiple(group, sample);
                bar(LEFT, y, length, subject.getValue());
                String figures = "%.2f  (%.1f ms)".formatted(multiple(group, sample), sample.wall() / 1e3);
                // Behind the line at 1, too, which would cross it.
                text(LEFT + Math.max(length, perUnit) + 8, y + 11.5, "start", figures);
                y += STEP;
            }
        }
        text(LEFT - 12, (top + y - STEP + BAR) / 2.0 + 4.5, "end", group.title());
        return y;
    }

    private void bar(double x, double y, double length, String colour) {
        elements.add("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" rx=\"2\" fill=\"%s\"/>"
                .formatted(x, y, length, BAR, colour));
    }

    private void text(double x, double y, String anchor, String text) {
        elements.add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>".formatted(x, y, anchor, text));
    }

    private static double multiple(Medians group, Sample sample) {
        return (double) sample.wall() / group.of(REFERENCE).orElseThrow().wall();
    }

    /** In the order of the bars. */
    private static Map<String, String> colours() {
        Map<String, String> colours = new LinkedHashMap<>();
        colours.put("jrun warm", "#2f81f7");
        colours.put("crun", "#8f8f9c");
        colours.put("runc", "#c9812a");
        colours.put(Lives.KERNEL, "#3fa35c");
        return colours;
    }
}
