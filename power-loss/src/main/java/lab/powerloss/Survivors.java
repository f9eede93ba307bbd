package lab.powerloss;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Draws what is left of a file system after a power loss. */
final class Survivors {
    private final RandomGenerator chance;
    private final IdentityHashMap<Contents, Contents> files = new IdentityHashMap<>();

    Survivors(RandomGenerator chance) {
        this.chance = chance;
    }

    Folder of(Folder folder) {
        var names = new TreeMap<>(folder.forced);
        // All changes, none, the first ones, or any: a journal keeps their order, others do not
        int kept = chance.nextInt(folder.unforced.size() + 1);
        boolean inOrder = chance.nextBoolean();
        for (int i = 0; i < folder.unforced.size(); i++) {
            if (inOrder ? i < kept : chance.nextBoolean()) {
                folder.unforced.get(i).applyTo(names);
            }
        }
        var left = new Folder();
        names.forEach((name, node) -> {
            switch (node) {
                case Folder below -> left.entries.put(name, of(below));
                case Contents contents -> left.entries.put(name, of(contents));
            }
        });
        left.force();
        return left;
    }

    private Contents of(Contents contents) {
        return files.computeIfAbsent(contents, this::draw);
    }

    private Contents draw(Contents contents) {
        var left = new Contents();
        left.bytes =
                switch (chance.nextInt(4)) {
                    case 0 -> contents.forced.clone();
                    case 1 -> Arrays.copyOf(contents.bytes, contents.size);
                    default -> mixed(contents);
                };
        left.size = left.bytes.length;
        left.force();
        return left;
    }

    /** Each sector that was not forced is old or new; behind the forced end, old is anything. */
    private byte[] mixed(Contents contents) {
        int size = sizeOf(contents);
        byte[] mixed = Arrays.copyOf(contents.forced, size);
        boolean garbage = chance.nextInt(4) == 0;
        double newer = chance.nextDouble();
        for (int sector = contents.unforcedSectors.nextSetBit(0);
                sector >= 0;
                sector = contents.unforcedSectors.nextSetBit(sector + 1)) {
            int from = sector * Contents.SECTOR_BYTES;
            int to = Math.min(size, from + Contents.SECTOR_BYTES);
            if (from >= to) {
                break;
            }
            if (chance.nextDouble() < newer) {
                for (int i = from; i < to; i++) {
                    mixed[i] = i < contents.size ? contents.bytes[i] : 0;
                }
            } else if (garbage && from >= contents.forced.length) {
                for (int i = from; i < to; i++) {
                    mixed[i] = (byte) chance.nextInt();
                }
            }
        }
        return mixed;
    }

    private int sizeOf(Contents contents) {
        int forced = contents.forced.length;
        return switch (chance.nextInt(3)) {
            case 0 -> forced;
            case 1 -> contents.size;
            default ->
                    Math.min(forced, contents.size)
                            + chance.nextInt(Math.abs(forced - contents.size) + 1);
        };
    }
}
