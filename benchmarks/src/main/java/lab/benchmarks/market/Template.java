package lab.benchmarks.market;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A text with numbers to be filled in, each of a fixed width: between {@code [} and {@code ]} every
 * {@code #} is a digit, and what stands between digits stays.
 *
 * <p>Filling one in costs a copy and a few divisions, so that who makes messages is not what is
 * measured.
 */
final class Template {
    private final byte[] text;
    private final int[][] slots;

    private Template(byte[] text, int[][] slots) {
        this.text = text;
        this.slots = slots;
    }

    static Template of(String pattern) {
        var text = new StringBuilder();
        List<int[]> slots = new ArrayList<>();
        int[] slot = {};
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            switch (c) {
                case '[' -> slot = new int[0];
                case ']' -> slots.add(slot);
                case '#' -> {
                    slot = Arrays.copyOf(slot, slot.length + 1);
                    slot[slot.length - 1] = text.length();
                    text.append(c);
                }
                default -> text.append(c);
            }
        }
        return new Template(
                text.toString().getBytes(StandardCharsets.UTF_8), slots.toArray(int[][]::new));
    }

    /** A fresh text with one value a slot. */
    byte[] fill(long... values) {
        byte[] filled = text.clone();
        for (int i = 0; i < slots.length; i++) {
            long rest = values[i];
            int[] slot = slots[i];
            for (int digit = slot.length - 1; digit >= 0; digit--) {
                filled[slot[digit]] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
        }
        return filled;
    }
}
