use super::gate::lock;
use super::*;
use crate::system::Pending;
use crate::systems::easycim::ask::Abilities;
use serde_json::json;
use std::collections::VecDeque;
use std::sync::Mutex;

type Told = oneshot::Sender<Result<Json, Fault>>;

const TIMES: Times = Times {
    within: Duration::from_secs(20),
    settle: Duration::from_millis(200),
};

/// Answers when the test says so.
#[derive(Debug, Default)]
struct Slow {
    asked: Mutex<VecDeque<(Arc<str>, Told)>>,
}

impl Slow {
    fn line(gate: &Arc<Gate>) -> (Arc<Self>, Arc<Line>) {
        let slow = Arc::new(Self::default());
        let line = Line::new(slow.clone(), gate.clone(), TIMES);
        (slow, Arc::new(line))
    }

    fn next(&self) -> Option<(Arc<str>, Told)> {
        lock(&self.asked).pop_front()
    }
}

impl Transport for Slow {
    fn send(&self, ask: Ask, _: Pace) -> Pending<'static, Result<Json, Fault>> {
        let (tell, told) = oneshot::channel();
        lock(&self.asked).push_back((ask.method, tell));
        Box::pin(async { told.await.unwrap_or(Err(Fault::CutOff("gone".into()))) })
    }

    fn ready(&self) -> Pending<'static, Result<(), Fault>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn abilities(&self) -> Pending<'static, Result<Abilities, Fault>> {
        Box::pin(std::future::ready(Ok(Abilities::default())))
    }

    fn listen(&self) -> Pending<'static, Result<(), Fault>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn close(&self) -> Pending<'static, ()> {
        Box::pin(std::future::ready(()))
    }
}

fn ask(method: &str) -> Ask {
    Ask {
        object: "EASYCIM".into(),
        method: method.into(),
        wire: method.into(),
        args: vec![],
        answered: true,
        toggle: None,
    }
}

/// Lets everything run that can.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn one_call_is_made_at_a_time() {
    let (slow, line) = Slow::line(&Arc::default());
    let asking = |method: &'static str| {
        let line = line.clone();
        tokio::spawn(async move { line.ask(ask(method)).await })
    };
    let first = asking("openScript");
    settle().await;
    let second = asking("saveScript");
    settle().await;
    let (method, tell) = slow.next().unwrap();
    assert_eq!(&*method, "openScript");
    assert!(slow.next().is_none(), "the second waits");
    tell.send(Ok(json!(1))).unwrap();
    assert_eq!(first.await.unwrap(), Ok(json!(1)));
    settle().await;
    slow.next().unwrap().1.send(Ok(json!(2))).unwrap();
    assert_eq!(second.await.unwrap(), Ok(json!(2)));
}

#[tokio::test(start_paused = true)]
async fn a_method_without_an_answer_is_closed_until_its_late_answer_came() {
    let (slow, line) = Slow::line(&Arc::default());
    let silent = line.ask(ask("openScript")).await;
    assert_eq!(silent, Err(Fault::Silent(Duration::from_secs(20))));
    let (_, late) = slow.next().unwrap();
    let refused = line.ask(ask("openScript")).await;
    assert!(
        matches!(&refused, Err(Fault::Closed(why)) if why.contains("`openScript`")),
        "{refused:?}"
    );
    assert!(slow.next().is_none(), "it was not sent");
    let other = tokio::spawn({
        let line = line.clone();
        async move { line.ask(ask("saveScript")).await }
    });
    settle().await;
    slow.next().unwrap().1.send(Ok(json!("other"))).unwrap();
    assert_eq!(other.await.unwrap(), Ok(json!("other")));
    late.send(Ok(json!("late"))).unwrap();
    settle().await;
    let again = tokio::spawn(async move { line.ask(ask("openScript")).await });
    settle().await;
    slow.next().unwrap().1.send(Ok(json!("its own"))).unwrap();
    assert_eq!(again.await.unwrap(), Ok(json!("its own")));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_was_cut_off_keeps_its_method_closed_for_an_answers_time() {
    let (slow, line) = Slow::line(&Arc::default());
    let cut = tokio::spawn({
        let line = line.clone();
        async move { line.ask(ask("openScript")).await }
    });
    settle().await;
    slow.next()
        .unwrap()
        .1
        .send(Err(Fault::CutOff("reload".into())))
        .unwrap();
    assert!(matches!(cut.await.unwrap(), Err(Fault::CutOff(_))));
    tokio::time::advance(Duration::from_secs(19)).await;
    let refused = line.ask(ask("openScript")).await;
    assert!(matches!(refused, Err(Fault::Closed(_))), "{refused:?}");
    tokio::time::advance(Duration::from_secs(2)).await;
    let again = tokio::spawn(async move { line.ask(ask("openScript")).await });
    settle().await;
    assert!(slow.next().is_some(), "it is asked again");
    again.abort();
}

#[tokio::test(start_paused = true)]
async fn a_call_that_nobody_waits_for_keeps_its_turn_and_its_method() {
    let (slow, line) = Slow::line(&Arc::default());
    let dropped = tokio::spawn({
        let line = line.clone();
        async move { line.ask(ask("openScript")).await }
    });
    settle().await;
    dropped.abort();
    settle().await;
    let next = tokio::spawn({
        let line = line.clone();
        async move { line.ask(ask("openScript")).await }
    });
    settle().await;
    let (_, first) = slow.next().unwrap();
    assert!(slow.next().is_none(), "the dropped call has the turn");
    first.send(Ok(json!("nobody's"))).unwrap();
    settle().await;
    slow.next().unwrap().1.send(Ok(json!("mine"))).unwrap();
    assert_eq!(next.await.unwrap(), Ok(json!("mine")));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_nobody_asked_for_ends_all_asking() {
    let gate = Arc::new(Gate::default());
    let (slow, line) = Slow::line(&gate);
    gate.hold(&"openScript".into(), Duration::from_secs(9));
    gate.stray("openScript", &json!(1));
    let asked = tokio::spawn({
        let line = line.clone();
        async move { line.ask(ask("openScript")).await }
    });
    settle().await;
    let there = slow.next();
    assert!(there.is_some(), "its late answer came: it is open again");
    asked.abort();
    gate.stray("getContactInfo", &json!(2));
    drop(there);
    settle().await;
    let refused = line.ask(ask("saveScript")).await;
    assert!(
        matches!(&refused, Err(Fault::Closed(why)) if why.contains("another program's")),
        "{refused:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn actions_close_nothing() {
    let (slow, line) = Slow::line(&Arc::default());
    for _ in 0..2 {
        let action = Ask {
            answered: false,
            ..ask("Hold")
        };
        let told = tokio::spawn({
            let line = line.clone();
            async move { line.ask(action).await }
        });
        settle().await;
        slow.next()
            .unwrap()
            .1
            .send(Err(Fault::CutOff("x".into())))
            .unwrap();
        assert!(told.await.unwrap().is_err());
    }
}

/// A call about something, which is asked for and answered at once.
async fn answered(slow: &Slow, line: &Arc<Line>, about: &str, said: Json) -> Asking {
    let asking = begun(line, about).await;
    slow.next().unwrap().1.send(Ok(said)).unwrap();
    asking
}

type Asking = tokio::task::JoinHandle<Result<Json, Fault>>;

async fn begun(line: &Arc<Line>, about: &str) -> Asking {
    let call = Ask {
        args: vec![json!(about)],
        ..ask("openScript")
    };
    let line = line.clone();
    let asking = tokio::spawn(async move { line.ask(call).await });
    settle().await;
    asking
}

#[tokio::test(start_paused = true)]
async fn a_method_with_arguments_rests_after_its_answer() {
    let (slow, line) = Slow::line(&Arc::default());
    let first = answered(&slow, &line, "1", json!({ "of": 1 })).await;
    assert_eq!(first.await.unwrap(), Ok(json!({ "of": 1 })));
    let second = begun(&line, "2").await;
    assert!(slow.next().is_none(), "not at once");
    tokio::time::sleep(TIMES.settle).await;
    settle().await;
    slow.next().unwrap().1.send(Ok(json!({ "of": 2 }))).unwrap();
    assert_eq!(second.await.unwrap(), Ok(json!({ "of": 2 })));
}

/// A page that asks again and again, beside a toolbar that answers everything twice.
async fn twice_for_the_page(gate: &Gate, times: u32) {
    for _ in 0..times {
        gate.overheard("openScript", &json!({ "of": "the page" }));
        tokio::time::sleep(TIMES.settle / 4).await;
        gate.extra("openScript", &json!({ "of": "the page" }));
        tokio::time::sleep(TIMES.settle / 4).await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_answered_to_the_page_again_and_again_holds_up_no_flow() {
    let gate = Arc::new(Gate::default());
    let (slow, line) = Slow::line(&gate);
    twice_for_the_page(&gate, 3).await;
    let asking = begun(&line, "1").await;
    twice_for_the_page(&gate, 20).await;
    settle().await;
    slow.next().unwrap().1.send(Ok(json!({ "of": 1 }))).unwrap();
    assert_eq!(asking.await.unwrap(), Ok(json!({ "of": 1 })));
}

#[tokio::test(start_paused = true)]
async fn a_toolbar_that_never_rests_is_not_waited_for_without_end() {
    let gate = Arc::new(Gate::default());
    let (slow, line) = Slow::line(&gate);
    gate.heard("openScript", &json!({ "of": 0 }));
    let begun = begun(&line, "1").await;
    for of in 0..400 {
        gate.extra("openScript", &json!({ "of": of }));
        tokio::time::sleep(TIMES.settle / 2).await;
    }
    let ended = begun.await.unwrap();
    assert!(
        matches!(&ended, Err(Fault::Closed(why)) if why.contains("kept sending")),
        "{ended:?}"
    );
    assert!(slow.next().is_none(), "nothing was sent");
}

#[tokio::test(start_paused = true)]
async fn a_repeated_answer_is_believed_only_where_no_other_follows() {
    for other in [None, Some(json!({ "of": 2 }))] {
        let gate = Arc::new(Gate::default());
        let (slow, line) = Slow::line(&gate);
        let said = json!({ "of": 1 });
        let first = answered(&slow, &line, "1", said.clone()).await;
        first.await.unwrap().unwrap();
        tokio::time::sleep(TIMES.settle * 2).await;
        let second = answered(&slow, &line, "2", said.clone()).await;
        if let Some(other) = &other {
            settle().await;
            gate.stray("openScript", other);
        }
        let ended = second.await.unwrap();
        match other {
            None => assert_eq!(ended, Ok(said), "said again"),
            Some(_) => assert_eq!(ended, Err(Fault::Repeated { own: true })),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn who_was_seen_to_answer_twice_is_not_believed_when_it_repeats() {
    let gate = Arc::new(Gate::default());
    let (slow, line) = Slow::line(&gate);
    let ask = async |about: &str, said: Json| {
        tokio::time::sleep(Duration::from_secs(9)).await;
        let asking = answered(&slow, &line, about, said).await;
        asking.await.unwrap()
    };
    let said = |of: u8| json!({ "of": of });
    assert_eq!(ask("1", said(1)).await, Ok(said(1)));
    gate.stray("openScript", &said(1));
    let again = ask("2", said(1)).await;
    assert_eq!(again, Ok(said(1)), "its repetition came already");
    assert_eq!(ask("3", said(3)).await, Ok(said(3)));
    let repeated = ask("4", said(3)).await;
    assert_eq!(repeated, Err(Fault::Repeated { own: false }));
    let closed = begun(&line, "5").await.await.unwrap();
    assert!(
        matches!(closed, Err(Fault::Closed(_))),
        "its own answer may still come: {closed:?}"
    );
    gate.stray("openScript", &said(4));
    assert_eq!(ask("6", said(6)).await, Ok(said(6)));
}

#[tokio::test(start_paused = true)]
async fn a_call_waits_for_the_pages_own_and_is_not_sent_where_that_has_no_answer() {
    let (slow, line) = Slow::line(&Arc::default());
    let busy = || Err(Fault::Busy("the page's own".into()));
    let asked = tokio::spawn({
        let line = line.clone();
        async move { line.ask(ask("openScript")).await }
    });
    settle().await;
    slow.next().unwrap().1.send(busy()).unwrap();
    tokio::time::sleep(PAGE).await;
    settle().await;
    slow.next().unwrap().1.send(Ok(json!("its own"))).unwrap();
    assert_eq!(asked.await.unwrap(), Ok(json!("its own")));
    // The page's own call is never answered.
    let asked = tokio::spawn(async move { line.ask(ask("saveScript")).await });
    let begun = Instant::now();
    while !asked.is_finished() {
        settle().await;
        if let Some((_, tell)) = slow.next() {
            tell.send(busy()).unwrap();
        }
        tokio::time::sleep(PAGE).await;
    }
    assert_eq!(asked.await.unwrap(), busy());
    assert!(
        begun.elapsed() <= TIMES.within + PAGE * 4,
        "{:?}",
        begun.elapsed()
    );
}
