package dev.jrun.it.bench;

/** What a JVM costs that does nothing. */
final class Hello {
    private Hello() {}

    public static void main(String[] args) {
        System.out.println("hello");
    }
}
