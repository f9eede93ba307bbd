/** How commands find a running lab, talk to it and end. */
@NullMarked
package lab.cli.client;

import org.jspecify.annotations.NullMarked;
