package lab.cold;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.LongStatistics;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.util.HadoopInputFile;

/** What a file's footer says of its row groups. */
final class RowGroups {
    private RowGroups() {}

    /**
     * A row group.
     *
     * @param start where it begins in the file
     * @param length of its bytes there
     */
    record Group(long start, long length, long rows, long oldestStamp, long newestStamp) {}

    static List<Group> of(String file) throws IOException {
        List<Group> groups = new ArrayList<>();
        try (var reader =
                ParquetFileReader.open(
                        HadoopInputFile.fromPath(new Path(file), new Configuration()))) {
            for (BlockMetaData block : reader.getFooter().getBlocks()) {
                groups.add(group(block));
            }
        }
        return groups;
    }

    private static Group group(BlockMetaData block) {
        for (ColumnChunkMetaData column : block.getColumns()) {
            if (column.getPath().toDotString().equals(ColdColumns.STAMP)
                    && column.getStatistics() instanceof LongStatistics stamps
                    && stamps.hasNonNullValue()) {
                return new Group(
                        block.getStartingPos(),
                        block.getCompressedSize(),
                        block.getRowCount(),
                        stamps.getMin(),
                        stamps.getMax());
            }
        }
        return new Group(
                block.getStartingPos(),
                block.getCompressedSize(),
                block.getRowCount(),
                Long.MIN_VALUE,
                Long.MAX_VALUE);
    }
}
