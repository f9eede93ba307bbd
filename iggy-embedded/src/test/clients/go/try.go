// Drives a 0.8 server with Apache Iggy's client for Go, and ends with 1 at the first answer that is another than it should be.
//
//	go mod init try && go get github.com/apache/iggy/foreign/go@v0.8.0 && go mod tidy
//	IGGY_TEST_SERVER=127.0.0.1:8090:iggy:secret go run try.go
//
// What it makes has "try-go" in its name and is removed. IGGY_RESTART, if set, is a shell command that kills the server and
// starts it again on its directory and port, and ends when it listens. This client does not connect again by itself, so
// another one looks at what is there then.
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"time"

	"github.com/apache/iggy/foreign/go/client"
	"github.com/apache/iggy/foreign/go/client/tcp"
	iggcon "github.com/apache/iggy/foreign/go/contracts"
	ierror "github.com/apache/iggy/foreign/go/errors"
)

const name, other, user = "try-go", "try-go-other", "try-go-user"

var host, port, username, password string

func fail(format string, what ...any) {
	panic(fmt.Sprintf(format, what...))
}

func equal(actual, expected any) {
	if !reflect.DeepEqual(actual, expected) {
		fail("%v instead of %v", actual, expected)
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		fail("refused: %v", err)
	}
	return value
}

func done(err error) {
	if err != nil {
		fail("refused: %v", err)
	}
}

// The code that the server refuses with.
func refused(code int, err error) {
	if err == nil {
		fail("was answered, instead of refused with %d", code)
	}
	said, is := err.(ierror.IggyError)
	if !is {
		fail("%v instead of %d", err, code)
	}
	equal(int(said.Code()), code)
}

func second[T any](_ T, err error) error { return err }

func id[T uint32 | string](value T) iggcon.Identifier { return must(iggcon.NewIdentifier(value)) }

func connect() iggcon.Client {
	return must(client.NewIggyClient(client.WithTcp(tcp.WithServerAddress(host + ":" + port))))
}

func loggedIn() iggcon.Client {
	made := connect()
	must(made.LoginUser(username, password))
	return made
}

func message(payload string, options ...iggcon.IggyMessageOpt) iggcon.IggyMessage {
	return must(iggcon.NewIggyMessage([]byte(payload), options...))
}

var stream, topic, none = id(name), id("orders"), id("try-go-none")
var first, far = uint32(0), uint32(9)

func poll(c iggcon.Client, strategy iggcon.PollingStrategy, count uint32, commit bool) []uint64 {
	polled := must(c.PollMessages(stream, topic, iggcon.NewSingleConsumer(id(uint32(7))), strategy, count, commit, &first))
	offsets := []uint64{}
	for _, each := range polled.Messages {
		offsets = append(offsets, each.Header.Offset)
	}
	return offsets
}

func counts(c iggcon.Client) []int {
	all := []int{}
	for _, each := range must(c.GetTopic(stream, topic)).Partitions {
		all = append(all, int(each.MessagesCount))
	}
	return all
}

func leftovers(root iggcon.Client) {
	_ = root.DeleteStream(stream)
	_ = root.DeleteStream(id(other))
	_ = root.DeleteUser(id(user))
	_ = root.DeletePersonalAccessToken(name)
}

func system(root iggcon.Client) {
	done(root.Ping())
	stats := must(root.GetStats())
	equal(stats.IggyServerVersion, "0.8.0")
	equal(stats.IggyServerSemver, uint32(8000))
	clients := must(root.GetClients())
	if len(clients) == 0 {
		fail("no clients")
	}
	found := must(root.GetClient(clients[0].ID))
	equal(found.ID, clients[0].ID)
	equal(found.Transport, clients[0].Transport)
	refused(101, second(root.GetClient(0)))
	cluster := must(root.GetClusterMetadata())
	equal(len(cluster.Nodes), 1)
	equal(fmt.Sprint(cluster.Nodes[0].Endpoints.Tcp), port)
}

func logins(iggcon.Client) {
	stranger := connect()
	done(stranger.Ping())
	refused(40, second(stranger.GetStreams()))
	refused(42, second(stranger.LoginUser(username, "not-it-at-all")))
	refused(42, second(stranger.LoginUser("nobody-at-all", password)))
	refused(43, second(stranger.LoginUser("io", password)))
	refused(44, second(stranger.LoginUser(username, "it")))
	equal(must(stranger.LoginUser(username, password)).UserId, uint32(0))
	done(stranger.LogoutUser())
	refused(40, second(stranger.GetStreams()))
	done(stranger.Close())
}

func streams(root iggcon.Client) {
	made := must(root.CreateStream(name))
	equal(made.Name, name)
	refused(1012, second(root.CreateStream(name)))
	equal(must(root.GetStream(id(made.Id))).Name, name)
	refused(1009, second(root.GetStream(none)))
	done(root.UpdateStream(stream, other))
	equal(must(root.GetStream(id(other))).Id, made.Id)
	done(root.UpdateStream(id(made.Id), name))
	refused(1009, root.UpdateStream(none, "whatever"))
	refused(1009, root.DeleteStream(none))
	known := false
	for _, each := range must(root.GetStreams()) {
		known = known || each.Name == name
	}
	equal(known, true)
}

func topics(root iggcon.Client) {
	one := uint8(1)
	make := func(where iggcon.Identifier, name string, partitions uint32, max uint64) error {
		return second(root.CreateTopic(where, name, partitions, iggcon.CompressionAlgorithmNone, iggcon.IggyExpiryServerDefault, max, &one))
	}
	done(make(stream, "orders", 3, 0))
	made := must(root.GetTopic(stream, topic))
	equal(len(made.Partitions), 3)
	equal(made.MessageExpiry, iggcon.IggyExpiryNeverExpire)
	equal(made.MaxTopicSize, ^uint64(0))
	refused(2013, make(stream, "orders", 1, 0))
	refused(1009, make(none, "orders", 1, 0))
	refused(2015, make(stream, "many", 1001, 0))
	refused(1019, make(stream, "small", 1, 1000))
	equal(must(root.GetTopic(stream, id(made.Id))).Name, "orders")
	refused(2010, second(root.GetTopic(stream, none)))
	done(root.UpdateTopic(stream, topic, "changed", iggcon.CompressionAlgorithmGzip, iggcon.Hour, 2<<30, &one))
	changed := must(root.GetTopic(stream, id("changed")))
	equal(changed.MessageExpiry, iggcon.Hour)
	equal(changed.MaxTopicSize, uint64(2<<30))
	equal(changed.CompressionAlgorithm, uint8(2))
	done(root.UpdateTopic(stream, id("changed"), "orders", iggcon.CompressionAlgorithmNone, iggcon.IggyExpiryNeverExpire, ^uint64(0), &one))
	refused(2010, root.UpdateTopic(stream, none, "whatever", iggcon.CompressionAlgorithmNone, 0, 0, &one))
	done(root.CreatePartitions(stream, topic, 2))
	equal(len(must(root.GetTopic(stream, topic)).Partitions), 5)
	done(root.DeletePartitions(stream, topic, 2))
	equal(len(must(root.GetTopic(stream, topic)).Partitions), 3)
	refused(1, root.DeletePartitions(stream, topic, 9)) // 2019, which this client does not know
	refused(2010, root.CreatePartitions(stream, none, 1))
	equal(len(must(root.GetTopics(stream))), 1)
	equal(len(must(root.GetStream(stream)).Topics), 1)
}

func sends(root iggcon.Client) {
	headers := []iggcon.HeaderEntry{
		{Key: must(iggcon.NewHeaderKeyString("text")), Value: iggcon.HeaderValue{Kind: iggcon.String, Value: []byte("two apples")}},
		{Key: iggcon.NewHeaderKeyInt32(7), Value: iggcon.HeaderValue{Kind: iggcon.Uint64, Value: bytes.Repeat([]byte{255}, 8)}},
	}
	number := iggcon.MessageID{1, 2, 3}
	batch := []iggcon.IggyMessage{message("one", iggcon.WithID(number), iggcon.WithUserHeaders(headers)), message("two"), message("\x00\xff")}
	done(root.SendMessages(stream, topic, iggcon.PartitionId(0), batch))
	consumer := iggcon.DefaultConsumer()
	polled := must(root.PollMessages(stream, topic, consumer, iggcon.FirstPollingStrategy(), 10, false, &first))
	equal(len(polled.Messages), 3)
	equal(polled.CurrentOffset, uint64(2))
	equal(polled.Messages[0].Header.Id, number)
	equal(polled.Messages[2].Payload, []byte("\x00\xff"))
	equal(must(iggcon.DeserializeHeaders(polled.Messages[0].UserHeaders)), headers)
	refused(3007, root.SendMessages(stream, topic, iggcon.PartitionId(9), batch))
	refused(2010, root.SendMessages(stream, none, iggcon.PartitionId(0), batch))
	refused(1009, root.SendMessages(none, topic, iggcon.PartitionId(0), batch))
	before := counts(root)
	for i := range 3 {
		done(root.SendMessages(stream, topic, iggcon.None(), []iggcon.IggyMessage{message(fmt.Sprint("in turn ", i))}))
	}
	turned := counts(root)
	for i := range turned {
		equal(turned[i], before[i]+1)
	}
	key := must(iggcon.EntityIdString("BTC-USD"))
	for i := range 4 {
		done(root.SendMessages(stream, topic, key, []iggcon.IggyMessage{message(fmt.Sprint("keyed ", i))}))
	}
	for i, count := range counts(root) {
		if count != turned[i] && count != turned[i]+4 {
			fail("a key has one partition, but %v after %v", counts(root), turned)
		}
	}
	large := strings.Repeat("x", iggcon.MaxPayloadSize)
	at := uint32(1)
	done(root.SendMessages(stream, topic, iggcon.PartitionId(at), []iggcon.IggyMessage{message(large)}))
	last := must(root.PollMessages(stream, topic, consumer, iggcon.LastPollingStrategy(), 1, false, &at))
	equal(len(last.Messages), 1)
	equal(string(last.Messages[0].Payload) == large, true)
	many := []iggcon.IggyMessage{}
	for i := range 1000 {
		many = append(many, message(fmt.Sprint("number ", i)))
	}
	at = 2
	for range 10 {
		done(root.SendMessages(stream, topic, iggcon.PartitionId(at), many))
	}
	last = must(root.PollMessages(stream, topic, consumer, iggcon.LastPollingStrategy(), 2000, false, &at))
	equal(len(last.Messages), 2000)
	equal(string(last.Messages[1999].Payload), "number 999")
}

func polls(root iggcon.Client) {
	one := uint8(1)
	done(root.DeleteTopic(stream, topic))
	must(root.CreateTopic(stream, "orders", 3, iggcon.CompressionAlgorithmNone, iggcon.IggyExpiryServerDefault, 0, &one))
	equal(poll(root, iggcon.FirstPollingStrategy(), 10, false), []uint64{})
	for i := range 10 {
		done(root.SendMessages(stream, topic, iggcon.PartitionId(0), []iggcon.IggyMessage{message(fmt.Sprint("message ", i))}))
	}
	equal(poll(root, iggcon.FirstPollingStrategy(), 100, false), []uint64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
	equal(poll(root, iggcon.OffsetPollingStrategy(4), 3, false), []uint64{4, 5, 6})
	equal(poll(root, iggcon.OffsetPollingStrategy(99), 3, false), []uint64{})
	equal(poll(root, iggcon.LastPollingStrategy(), 3, false), []uint64{7, 8, 9})
	sixth := must(root.PollMessages(stream, topic, iggcon.DefaultConsumer(), iggcon.OffsetPollingStrategy(6), 1, false, &first)).Messages[0]
	equal(poll(root, iggcon.TimestampPollingStrategy(sixth.Header.Timestamp), 100, false), []uint64{6, 7, 8, 9})
	equal(poll(root, iggcon.TimestampPollingStrategy(uint64(time.Now().UnixMicro())+60_000_000), 100, false), []uint64{})
	equal(poll(root, iggcon.NextPollingStrategy(), 2, false), []uint64{0, 1})
	equal(poll(root, iggcon.NextPollingStrategy(), 2, true), []uint64{0, 1})
	equal(poll(root, iggcon.NextPollingStrategy(), 2, true), []uint64{2, 3})
	asked := func(stream, topic iggcon.Identifier, partition *uint32) error {
		return second(root.PollMessages(stream, topic, iggcon.DefaultConsumer(), iggcon.FirstPollingStrategy(), 1, false, partition))
	}
	done(asked(stream, topic, nil))
	refused(3007, asked(stream, topic, &far))
	refused(2010, asked(stream, none, &first))
	refused(1009, asked(none, topic, &first))
}

func offsets(root iggcon.Client) {
	mine := iggcon.NewSingleConsumer(id("by-name"))
	equal(must(root.GetConsumerOffset(mine, stream, topic, &first)) == nil, true)
	done(root.StoreConsumerOffset(mine, stream, topic, 5, &first))
	equal(*must(root.GetConsumerOffset(mine, stream, topic, &first)), iggcon.ConsumerOffsetInfo{PartitionId: 0, CurrentOffset: 9, StoredOffset: 5})
	refused(4100, root.StoreConsumerOffset(mine, stream, topic, 10, &first))
	done(root.DeleteConsumerOffset(mine, stream, topic, &first))
	refused(3021, root.DeleteConsumerOffset(mine, stream, topic, &first))
	refused(2010, root.StoreConsumerOffset(mine, stream, none, 0, &first))
}

func groups(root iggcon.Client) {
	made := must(root.CreateConsumerGroup(stream, topic, "readers"))
	equal([]uint32{made.PartitionsCount, made.MembersCount}, []uint32{3, 0})
	group := id("readers")
	refused(5004, second(root.CreateConsumerGroup(stream, topic, "readers")))
	equal(len(must(root.GetConsumerGroups(stream, topic))), 1)
	refused(5000, second(root.GetConsumerGroup(stream, topic, none)))
	refused(5000, root.JoinConsumerGroup(stream, topic, none))
	refused(5006, root.LeaveConsumerGroup(stream, topic, group))
	reader := iggcon.NewGroupConsumer(group)
	next := func(c iggcon.Client, commit bool) (*iggcon.PolledMessage, error) {
		return c.PollMessages(stream, topic, reader, iggcon.NextPollingStrategy(), 100, commit, nil)
	}
	refused(5006, second(next(root, true)))
	done(root.JoinConsumerGroup(stream, topic, group))
	read := 0
	for range 3 {
		read += len(must(next(root, true)).Messages)
	}
	equal(read, 10)
	member := loggedIn()
	done(member.JoinConsumerGroup(stream, topic, group))
	time.Sleep(6 * time.Second) // a server moves partitions at its next check
	details := must(root.GetConsumerGroup(stream, topic, group))
	equal(details.MembersCount, uint32(2))
	partitions := 0
	for _, each := range details.Members {
		partitions += len(each.Partitions)
		if len(each.Partitions) == 0 {
			fail("a member reads nothing: %v", details.Members)
		}
	}
	equal(partitions, 3)
	must(next(member, true))
	done(member.Close())
	time.Sleep(500 * time.Millisecond)
	equal(must(root.GetConsumerGroup(stream, topic, group)).MembersCount, uint32(1))
	done(root.LeaveConsumerGroup(stream, topic, group))
	done(root.DeleteConsumerGroup(stream, topic, group))
	refused(5000, root.DeleteConsumerGroup(stream, topic, group))
}

func users(root iggcon.Client) {
	made := must(root.CreateUser(user, "first-secret", iggcon.Active, nil))
	equal(made.Username, user)
	refused(46, second(root.CreateUser(user, "first-secret", iggcon.Active, nil)))
	refused(43, second(root.CreateUser("io", "first-secret", iggcon.Active, nil)))
	equal(must(root.GetUser(id(user))).Id, made.Id)
	if len(must(root.GetUsers())) < 2 {
		fail("two users at least")
	}
	one := connect()
	must(one.LoginUser(user, "first-secret"))
	refused(41, second(one.GetStreams()))
	in := int(must(root.GetStream(stream)).Id)
	rights := &iggcon.Permissions{Streams: map[int]*iggcon.StreamPermissions{
		in:      {ReadStream: true, Topics: map[int]*iggcon.TopicPermissions{0: {PollMessages: true}, 1: {SendMessages: true}}},
		in + 77: {SendMessages: true},
	}}
	done(root.UpdatePermissions(id(user), rights))
	equal(must(one.GetStream(stream)).Name, name)
	refused(41, second(one.CreateStream(other)))
	told := must(root.GetUser(id(user))).Permissions
	equal(len(told.Streams), 2)
	equal(*told.Streams[in].Topics[0], iggcon.TopicPermissions{PollMessages: true})
	refused(42, root.ChangePassword(id(user), "wrong-secret", "other-secret"))
	done(root.ChangePassword(id(user), "first-secret", "other-secret"))
	again := connect()
	refused(42, second(again.LoginUser(user, "first-secret")))
	must(again.LoginUser(user, "other-secret"))
	inactive := iggcon.Inactive
	done(root.UpdateUser(id(user), nil, &inactive))
	refused(47, second(connect().LoginUser(user, "other-secret")))
	done(root.DeleteUser(id(user)))
	refused(20, root.DeleteUser(id(user)))
	refused(48, root.DeleteUser(id(uint32(0))))
}

func tokens(root iggcon.Client) {
	made := must(root.CreatePersonalAccessToken(name, 0))
	refused(51, second(root.CreatePersonalAccessToken(name, 0)))
	known := false
	for _, each := range must(root.GetPersonalAccessTokens()) {
		known = known || each.Name == name
	}
	equal(known, true)
	by := connect()
	equal(must(by.LoginWithPersonalAccessToken(made.Token)).UserId, uint32(0))
	done(root.DeletePersonalAccessToken(name))
	refused(20, root.DeletePersonalAccessToken(name))
	refused(20, second(connect().LoginWithPersonalAccessToken(made.Token)))
}

func restart(iggcon.Client) {
	command := os.Getenv("IGGY_RESTART")
	if command == "" {
		return
	}
	done(exec.Command("sh", "-c", command).Run())
	again := loggedIn()
	equal(poll(again, iggcon.FirstPollingStrategy(), 100, false), []uint64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
	done(again.SendMessages(stream, topic, iggcon.PartitionId(0), []iggcon.IggyMessage{message("after")}))
	equal(poll(again, iggcon.LastPollingStrategy(), 1, false), []uint64{10})
	done(again.Close())
}

func end(iggcon.Client) {
	root := loggedIn()
	done(root.DeleteTopic(stream, topic))
	refused(2010, root.DeleteTopic(stream, topic))
	done(root.DeleteStream(stream))
	refused(1009, root.DeleteStream(stream))
	done(root.LogoutUser())
}

func main() {
	server := os.Getenv("IGGY_TEST_SERVER")
	if server == "" {
		server = "127.0.0.1:8090:iggy:iggy"
	}
	parts := strings.SplitN(server, ":", 4)
	host, port, username, password = parts[0], parts[1], parts[2], parts[3]
	step := ""
	defer func() {
		if what := recover(); what != nil {
			fmt.Fprintf(os.Stderr, "FAILED  %s: %v\n", step, what)
			os.Exit(1)
		}
	}()
	time.AfterFunc(10*time.Minute, func() {
		fmt.Fprintf(os.Stderr, "FAILED  %s: no answer\n", step)
		os.Exit(1)
	})
	step = "login"
	root := loggedIn()
	for _, each := range []struct {
		name string
		do   func(iggcon.Client)
	}{
		{"what an earlier run left is removed", leftovers}, {"ping, statistics, clients, cluster", system}, {"who may log in", logins},
		{"streams by name and number", streams}, {"topics and partitions", topics}, {"sends", sends}, {"polls by each strategy", polls},
		{"stored offsets", offsets}, {"consumer groups of two clients", groups}, {"users, their rights and passwords", users},
		{"personal access tokens", tokens}, {"the server is killed and started again, if IGGY_RESTART says how", restart}, {"nothing is left", end},
	} {
		step = each.name
		each.do(root)
		fmt.Printf("ok      %s\n", step)
	}
}
