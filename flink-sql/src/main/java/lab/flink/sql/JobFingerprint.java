package lab.flink.sql;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a job's state belongs to: the SQL without comments, the environment it reads and writes, the
 * operators' versions, the max parallelism. Where servers and folders are is not part of it.
 *
 * @param sha256 in hex
 */
record JobFingerprint(String sha256) {

    static JobFingerprint of(LabJob job, TierSettings tiers) {
        var text = new StringBuilder();
        for (SqlScript script : job.scripts()) {
            text.append(script.source()).append('\n');
        }
        text.append("stream ").append(tiers.stream()).append('\n');
        text.append("database ").append(tiers.database()).append('\n');
        text.append("operators ").append(Operators.VERSION).append('\n');
        text.append("max parallelism ").append(JobSettings.PARALLELISM_MAX).append('\n');
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            return new JobFingerprint(HexFormat.of().formatHex(digest.digest(bytes)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
