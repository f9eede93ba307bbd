package lab.flink.sql.fluss;

import java.util.List;
import org.apache.fluss.bucketing.FlussBucketingFunction;
import org.apache.fluss.row.GenericRow;
import org.apache.fluss.row.encode.CompactedKeyEncoder;
import org.apache.fluss.types.DataTypes;
import org.apache.fluss.types.RowType;

/** Which bucket Fluss's own rule puts a bus partition into. */
final class BucketOf {
    private static final RowType KEY = RowType.of(DataTypes.INT());

    private BucketOf() {}

    static int busPartition(int partition, int buckets) {
        var encoder = CompactedKeyEncoder.createKeyEncoder(KEY, List.of("f0"));
        return FlussBucketingFunction.bucketForRowKey(
                encoder.encodeKey(GenericRow.of(partition)), buckets);
    }
}
