/** Commands that look at a running lab: status, signals, audit, MCP, and the kill switch. */
@NullMarked
package lab.cli.watch;

import org.jspecify.annotations.NullMarked;
