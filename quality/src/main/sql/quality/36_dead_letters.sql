-- dead-letters: messages that could not be read, by their reason without its numbers and names. One that
-- was refused because its time lies ahead of its receipt shows a wrong clock (rule clock).

INSERT INTO marked
SELECT
    CASE WHEN reason LIKE '%ahead of its receipt%' THEN 'clock' ELSE 'dead-letters' END,
    'cold.dead_letters', NULL, received, received, 1,
    source || coalesce(', topic ' || topic, '') || ': '
        || regexp_replace(
            regexp_replace(reason, '"[^"]*"', '"..."', 'g'), '[0-9]+([.][0-9]+)*', 'N', 'g'),
    reason
FROM cold_dead_letters;
