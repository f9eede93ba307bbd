package lab.iggy.embedded.catalog;

import lab.iggy.embedded.group.Membership;

/**
 * A consumer group of a topic.
 *
 * @param membership who is in it; shared by all pictures of the group
 */
public record GroupEntry(int id, String name, Membership membership) implements Named.Item {}
