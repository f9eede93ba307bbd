package lab.poller.frames;

/** The mark that some editors and shells put before a text; before UTF-8 it means nothing. */
public final class ByteOrderMark {
    private static final int LENGTH = 3;

    private ByteOrderMark() {}

    /** How many bytes at the beginning of a text in UTF-8 are a mark. */
    public static int length(byte[] bytes, int offset, int length) {
        boolean isMarked =
                length >= LENGTH
                        && bytes[offset] == (byte) 0xef
                        && bytes[offset + 1] == (byte) 0xbb
                        && bytes[offset + 2] == (byte) 0xbf;
        return isMarked ? LENGTH : 0;
    }
}
