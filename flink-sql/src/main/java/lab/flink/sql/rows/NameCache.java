package lab.flink.sql.rows;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.flink.table.data.StringData;

/**
 * Texts of which there are few different ones, for rows to share, in the form in which operators
 * copy them: a text that is made for one row is encoded for one row.
 */
public final class NameCache {
    private final ConcurrentMap<String, StringData> known = new ConcurrentHashMap<>();
    private final int sizeMax;

    /** Keeps the first so many; those after them are made anew each time. */
    public NameCache(int sizeMax) {
        this.sizeMax = sizeMax;
    }

    public StringData get(String name) {
        StringData kept = known.get(name);
        if (kept != null) {
            return kept;
        }
        StringData made = StringData.fromBytes(name.getBytes(StandardCharsets.UTF_8));
        if (known.size() < sizeMax) {
            known.put(name, made);
        }
        return made;
    }
}
