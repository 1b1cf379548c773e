package dev.jrun.runtime.cgroup.systemd;

/** The number of a systemd's version, {@code 252} of {@code 252.38-1~deb12u1} or {@code v252-15}; 0 if it tells none. */
public record SystemdVersion(int number) {
    static SystemdVersion parse(String text) {
        int start = text.startsWith("v") ? 1 : 0;
        int end = start;
        while (end < text.length() && Character.isDigit(text.charAt(end)) && end - start < 9) {
            end++;
        }
        return new SystemdVersion(end == start ? 0 : Integer.parseInt(text.substring(start, end)));
    }

    boolean isAtLeast(int other) {
        return number >= other;
    }
}
